import AMQP
import ArgumentParser
import Foundation
import LedgerStage
import Model
import Operator
import PrivateBroker
import StageKit

/// `make cluster`: the five stages on a RabbitMQ of three nodes; requests flow, the node that leads
/// the queues is killed with `kill -9`; nothing may be lost or doubled.
@main
struct ClusterRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster", abstract: "Kills the leader of a cluster while requests flow.")

    @Option(help: "Requests a second.") var rate = 50
    @Option(help: "Seconds of requests before the kill, and after it.") var seconds = 10
    @Option(help: "The folder of the system under test; emptied first.") var data = "var/cluster"

    func run() async throws {
        try? FileManager.default.removeItem(atPath: data)
        let start = ContinuousClock.now
        let options = try InstallationOptions.parse([
            "--data", data, "--log-level", "warning", "--broker-nodes", "3",
        ])
        let system = try await Installation.start(options) { say("  \($0)") }
        say("three nodes and five stages ready in \(since(start)) s")
        do {
            try await roster(system)
            try await flow(system)
        } catch {
            _ = try? await system.stop()
            throw error
        }
        let stubborn = try await system.stop()
        guard stubborn.isEmpty else { throw ValidationError("had to be killed: \(stubborn)") }
        try verify("at rest", "ledger", ["verify", "\(data)/ledger-31.sqlite"])
    }

    private func flow(_ system: Installation) async throws {
        let plan = DemoRequests(
            examples: try DemoRequests.examples(
                in: URL(filePath: "config/examples/requests.jsonl")),
            catalogue: system.configuration.catalogue,
            quartiers: system.configuration.chambers[oran]?.quartiers ?? []
        ).plan(count: rate * seconds * 2, seed: 31, run: "cluster").map(\.envelope.message)
        let channel = try AMQPBroker(url: system.run.brokerURL, name: "cluster")
        let source = RequestSource(broker: channel, rate: rate)
        let published = Task { try await source.publish(plan) }
        try await Task.sleep(for: .seconds(seconds))

        let management = try ManagementClient(url: system.run.managementURL)
        let leader = try await leader(of: "intake.requests", management)
        guard let victim = system.nodes.first(where: { leader.hasPrefix($0.name + "@") }) else {
            throw ValidationError("no node leads intake.requests: \(leader)")
        }
        let killedAt = ContinuousClock.now
        victim.kill()
        let confirms = try await published.value
        await channel.close()
        report(confirms, killedAt, victim.name)
        try await account(system, confirms.ids, "with two nodes")
        say("  now \(try await self.leader(of: "intake.requests", management)) leads")

        let again = ContinuousClock.now
        try await victim.restart()
        say("\(victim.name) is back after \(since(again)) s")
        let repeated = try LedgerReader(path: "\(data)/ledger-31.sqlite").repeatedNotifications()
        say("turns for which somebody was texted twice: \(repeated)")
        guard repeated == 0 else { throw ValidationError("somebody was texted twice") }
    }

    private func leader(of queue: String, _ client: ManagementClient) async throws -> String {
        try await client.queues().first { $0.name == queue }?.leader ?? "nobody"
    }

    private func report(
        _ confirms: RequestSource.Confirms, _ killedAt: ContinuousClock.Instant, _ name: String
    ) {
        let before = confirms.waits(before: killedAt).sorted()
        let middle = before.isEmpty ? 0 : before[before.count / 2]
        say("kill -9 of \(name), which led the queues, while \(rate) requests a second came in:")
        say(String(format: "  a confirm before       %8.3f s (median)", middle))
        say(
            String(
                format: "  first confirm after it %8.3f s",
                confirms.firstConfirm(after: killedAt) ?? .nan))
        say(String(format: "  longest wait for one   %8.3f s", confirms.longestWait))
        say("  \(confirms.ids.count) inputs confirmed; refused for a moment: \(confirms.refused)")
    }

    /// Waits until everything is settled, as `maalem account` says it.
    private func account(
        _ system: Installation, _ ids: [EventID], _ when: String
    ) async throws {
        let file = data + "/published.txt"
        try Data(ids.map { $0.hex + "\n" }.joined().utf8).write(to: URL(filePath: file))
        let start = ContinuousClock.now
        try await rest(system)
        try verify(when, "maalem", ["account", "--data", data, "--published", file])
        try verify(when, "ledger", ["verify", "\(data)/ledger-31.sqlite"])
        say("  all settled \(since(start)) s after the last request")
    }
}
