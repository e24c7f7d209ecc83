import AMQP
import Configuration
import Foundation
import LedgerStage
import Model
import Operator
import StageKit
import Synchronization

/// A whole system with a roster, people who use it, and books about them.
final class Town: Sendable {
    let data: String
    let system: Installation
    let ledger: LedgerReader
    let books = Books()
    let channel: Channel
    let operators: Channel
    let people: People
    let seed: UInt64
    private let life: Task<Void, any Error>
    private let plan: [DemoRequests.Planned]
    private let nextRequest = Mutex(0)

    static var oran: ChamberCode {
        get throws {
            guard let code = ChamberCode("31") else { throw Fault("no chamber 31") }
            return code
        }
    }

    /// Starts it in a folder of its own, with a roster that is checked in.
    static func open(
        _ context: Context, shape: InstallationShape = InstallationShape(longestPause: .zero),
        artisans: Int = 250, prepare: (String) throws -> Void = { _ in }
    ) async throws -> Town {
        let data = context.folder
        try FileManager.default.createDirectory(
            atPath: data, withIntermediateDirectories: true)
        for name in try FileManager.default.contentsOfDirectory(atPath: data) {
            try FileManager.default.removeItem(atPath: "\(data)/\(name)")
        }
        try prepare(data)
        var arguments = ["--data", data, "--log-level", "notice"]
        if let programs = context.programs { arguments += ["--programs", programs] }
        let options = try InstallationOptions.parse(arguments)
        let system = try await Installation.start(
            options, turns: [try oran: "config/demo/turns.yaml"], shape: shape
        ) { _ in }
        do {
            let town = try Town(context, system)
            try await town.settle(artisans)
            return town
        } catch {
            _ = try? await system.stop()
            throw error
        }
    }

    private init(_ context: Context, _ system: Installation) throws {
        data = context.folder
        self.system = system
        seed = context.seed
        ledger = try LedgerReader(path: data + "/ledger-31.sqlite")
        channel = Channel(url: system.run.brokerURL, books: books)
        operators = Channel(url: system.run.commandsURL, books: books)
        let people = People(
            outbox: URL(filePath: data + "/outbox/31"), channel: channel, operators: operators,
            seed: seed)
        self.people = people
        let chamber = try Self.chamber(system)
        plan = DemoRequests(
            examples: try DemoRequests.examples(
                in: URL(filePath: "config/examples/requests.jsonl")),
            catalogue: system.configuration.catalogue, quartiers: chamber.quartiers
        ).plan(count: context.planned, seed: seed, run: "faults")
        life = Task { try await people.live() }
    }

    static func chamber(_ system: Installation) throws -> Chamber {
        guard let chamber = system.configuration.chambers[try oran] else {
            throw Fault("chamber 31 is not configured")
        }
        return chamber
    }

    // MARK: Inputs

    private func settle(_ artisans: Int) async throws {
        let chamber = try Self.chamber(system)
        let names = try String(contentsOfFile: "config/examples/names.txt", encoding: .utf8)
        var generator = RosterGenerator(
            seed: seed, catalogue: system.configuration.catalogue, chamber: chamber,
            names: try NameList(text: names, file: "names.txt"), year: 2026)
        let records = generator.roster(individuals: artisans, cooperatives: 3)
        let commands = RosterCommands(
            chamber: chamber.code, operator: "faults", reason: "a synthetic roster"
        ).all(records)
        try await operators.send(commands.map(\.message))
        try await until("the roster is known", within: .seconds(60)) {
            try self.ledger.entriesByType()["artisan.registered"] ?? 0 >= records.count
        }
        let rung = chamber.channels.missedCalls.first { $0.means == .available }?.number ?? ""
        let calls = records.filter { $0.convention != nil }.map { record in
            InputEnvelope(
                way: .requests, source: "channel/phone", id: "dispo-\(record.registerNumber)",
                type: "call.missed",
                data: [
                    "channel": "phone", "phone": .string(record.phone), "called": .string(rung),
                ])
        }
        try await channel.send(calls.map(\.message))
    }

    /// The next requests of the plan; people wait for them from now on.
    func take(_ count: Int) async -> [InputEnvelope] {
        let start = nextRequest.withLock { next in
            defer { next += count }
            return next
        }
        let part = (start..<(start + count)).map { plan[$0 % plan.count] }
        await people.know(part)
        books.expect(part.map(\.envelope.eventID))
        return part.map(\.envelope)
    }

    func ask(_ count: Int) async throws {
        try await channel.send(await take(count).map(\.message))
    }

    /// Requests in bursts until cancelled, never more than `limit` ahead of the ledger.
    func keepAsking(limit: Int = 200) -> Task<Void, any Error> {
        Task {
            var draw = SeededGenerator(seed: seed ^ 7)
            while !Task.isCancelled {
                let types = try ledger.entriesByType()
                let behind = books.figures.requests.count - (types["request.classified"] ?? 0)
                if behind < limit { try await ask(1 + draw.below(12)) }
                try await pause(until: .now + .milliseconds(150 + draw.below(300)))
            }
        }
    }

    // MARK: Faults

    func kill(_ name: String) async { await system.supervisor.kill(name) }

    func processes() async -> [StageProcess] { await system.supervisor.processes }

    // MARK: End

    /// Ends what a feeder does; being cancelled is its way to end.
    func end(_ feeder: Task<Void, any Error>) async throws {
        feeder.cancel()
        do { try await feeder.value } catch is CancellationError {}
    }

    /// - Returns: what went wrong in stopping
    func close() async throws -> [String] {
        life.cancel()
        await channel.close()
        await operators.close()
        let stubborn = try await system.stop()
        return stubborn.map { "\($0) did not drain in its grace time" }
    }
}

/// What went wrong with the harness itself, or with the system in a way that ends a scenario.
struct Fault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

/// Waits until a condition holds. - Throws: `Fault` where it does not within the time
func until(
    _ what: String, within limit: Duration, every step: Duration = .milliseconds(100),
    _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while try await !condition() {
        guard .now < deadline else { throw Fault("\(what): not within \(limit)") }
        try await pause(until: .now + step)
    }
}
