import AMQP
import Bootstrap
import Configuration
import Foundation
import LedgerStage
import Model
import Operator
import PipelineSpec
import StageKit

/// The five stages with the whole roster and a queue of requests, until the matcher has applied
/// every one, everything it said has gone out, and the ledger holds it all.
struct RealChain {
    let data: String

    /// - Returns: how long the requests took from the first queue to the ledger, and how often a
    ///   message stood in a queue meanwhile
    func measure(requests: Int) async throws -> Throughput {
        let options = try InstallationOptions.parse(["--data", data, "--log-level", "warning"])
        let system = try await Installation.start(options) { _ in }
        let throughput = try await time(requests, system)
        _ = try await system.stop()
        return throughput
    }

    private func time(_ count: Int, _ system: Installation) async throws -> Throughput {
        let oran = ChamberCode("31")!
        guard let chamber = system.configuration.chambers[oran] else {
            throw Failure(.configuration, "the bench needs chamber 31")
        }
        let operators = try AMQPBroker(url: system.run.commandsURL, name: "bench")
        let channel = try AMQPBroker(url: system.run.brokerURL, name: "bench")
        let ledger = try LedgerReader(path: "\(data)/ledger-31.sqlite")
        let names = String(
            decoding: try Data(contentsOf: URL(filePath: "config/examples/names.txt")),
            as: UTF8.self)
        var generator = RosterGenerator(
            seed: 31, catalogue: system.configuration.catalogue, chamber: chamber,
            names: try NameList(text: names, file: "names.txt"),
            year: Calendar(identifier: .gregorian).component(.year, from: Date()))
        let commands = RosterCommands(chamber: oran, operator: "bench", reason: "the bench")
            .all(generator.roster())
        _ = try await InputPublisher(try await operators.publisher())
            .publish(commands.map(\.message))
        try await rest(system)
        let plan = DemoRequests(
            examples: try DemoRequests.examples(
                in: URL(filePath: "config/examples/requests.jsonl")),
            catalogue: system.configuration.catalogue, quartiers: chamber.quartiers
        ).plan(count: count, seed: 31, run: "bench")
        let before = try ledger.entriesByType()
        let start = ContinuousClock.now
        _ = try await InputPublisher(try await channel.publisher())
            .publish(plan.map(\.envelope.message))
        while try ledger.stageCount(
            "matcher", types: ["request.classified"], store: "\(data)/matcher-31.sqlite"
        ).settled < count {
            try await Task.sleep(for: .milliseconds(50))
        }
        try await rest(system)
        let took = start.duration(to: .now)
        await operators.close()
        await channel.close()
        let after = try ledger.entriesByType()
        let said = after.merging(before) { $0 - $1 }
        return Throughput(
            requests: count, hops: count + hops(of: said, in: system.topology), took: took)
    }

    /// Every event stands once in each queue that is bound to its type.
    private func hops(of events: [String: Int], in topology: Topology) -> Int {
        var hops = 0
        for binding in topology.queues.flatMap(\.bindings)
        where binding.exchange == "maalem.dispatch" {
            for (type, count) in events where binding.pattern.matches(type) { hops += count }
        }
        return hops
    }

    /// Waits until every queue but that of refused inputs is empty, at two looks in a row.
    private func rest(_ system: Installation) async throws {
        let admin = try AMQPBroker(url: system.run.adminURL, name: "bench")
        let queues =
            ["intake.requests", "intake.commands", "classifier"]
            + ["matcher", "notifier", "ledger"].map { "\($0).31" }
        var quiet = 0
        while quiet < 2 {
            var waiting = 0
            for queue in queues { waiting += Int(try await admin.depth(of: queue).ready) }
            quiet = waiting == 0 ? quiet + 1 : 0
            try await Task.sleep(for: .milliseconds(50))
        }
        await admin.close()
    }
}
