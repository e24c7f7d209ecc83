import AMQP
import Bootstrap
import Configuration
import Foundation
import LedgerStage
import Model
import StageKit

/// The acts of a demo, against a running installation.
final class Play: Sendable {
    private let installation: Installation
    private let options: InstallationOptions
    private let chamber: Chamber
    private let seed: UInt64
    private let count: Int
    private let withChaos: Bool
    private let ledger: LedgerReader
    private let channel: AMQPBroker
    private let operators: AMQPBroker
    private let published = PublishedIDs()
    /// Names this run's inputs: a second demo in the same folder has fresh ids.
    private let run: String

    init(
        _ installation: Installation, options: InstallationOptions, chamber: ChamberCode,
        seed: UInt64, count: Int, withChaos: Bool
    ) async throws {
        self.installation = installation
        self.options = options
        self.chamber = try installation.configuration.chamber(chamber)
        self.seed = seed
        self.count = count
        self.withChaos = withChaos
        run = "demo-\(Int(Date().timeIntervalSince1970))"
        ledger = try LedgerReader(path: "\(installation.data)/ledger-\(chamber).sqlite")
        channel = try AMQPBroker(url: installation.run.brokerURL, name: "maalem-demo")
        operators = try AMQPBroker(url: installation.run.commandsURL, name: "maalem-demo")
    }

    private var outbox: URL {
        URL(filePath: installation.data).appending(path: "outbox/\(chamber.code)")
    }

    /// Act one: the Chamber's artisans, imported as an operator would.
    func roster() async throws {
        Console.out("\n1. The roster: 1,227 artisans and 9 cooperatives, synthetic")
        let settings = installation.configuration
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        var generator = RosterGenerator(
            seed: seed, catalogue: settings.catalogue, chamber: chamber,
            names: try names(), year: year)
        let records = generator.roster()
        let commands = RosterCommands(
            chamber: chamber.code, operator: "demo", reason: "the demo's synthetic roster"
        ).all(records)
        let publisher = InputPublisher(try await operators.publisher())
        let tally = try await publisher.publish(commands.map(\.message))
        try tally.requireWhole()
        await published.add(tally.confirmed)
        try await untilSettled("roster")
        let types = try ledger.entriesByType()
        Console.out(
            "   \(types["artisan.registered"] ?? 0) records and "
                + "\(types["convention.activated"] ?? 0) active conventions in the ledger")
        try await checkIn(records)
    }

    private func names() throws -> NameList {
        let path = options.places.config + "/examples/names.txt"
        let text = String(decoding: try readFile(path), as: UTF8.self)
        return try NameList(text: text, file: path)
    }

    /// Artisans ring the number that means DISPO, at whatever hour the demo runs.
    private func checkIn(_ records: [RosterRecord]) async throws {
        guard let number = chamber.channels.missedCalls.first(where: { $0.means == .available })
        else { return }
        var draw = SeededGenerator(seed: seed)
        let calls = records.filter { $0.convention != nil && draw.chance(0.8) }.map { record in
            InputEnvelope(
                way: .requests, source: "channel/phone",
                id: "\(run)-dispo-\(record.registerNumber)",
                type: "call.missed",
                data: [
                    "channel": "phone", "phone": .string(record.phone),
                    "called": .string(number.number),
                ])
        }
        let tally = try await InputPublisher(try await channel.publisher())
            .publish(calls.map(\.message))
        try tally.requireWhole()
        await published.add(tally.confirmed)
        try await untilSettled("check-in")
        let isIn = try ledger.entriesByType()["artisan.checked-in"] ?? 0
        Console.out("   \(calls.count) artisans ring once to say they are free; \(isIn) check-ins")
    }

    /// Act two: one request from end to end.
    func story() async throws {
        Console.out("\n2. One request, as it happens")
        let publisher = InputPublisher(try await channel.publisher())
        let quartiers = Dictionary(
            uniqueKeysWithValues: chamber.quartiers.map { ($0.id, $0) })
        var story = LiveStory(
            ledger: ledger, outbox: outbox, publisher: publisher,
            words: LiveStoryWords(
                catalogue: installation.configuration.catalogue, quartiers: quartiers),
            run: run)
        let isTold = try await story.tell()
        await published.add(story.published)
        guard isTold else {
            throw Failure(.bug, "the story did not come to its end in 30 s; see the logs")
        }
    }

    /// Act three: a city's requests and its people's answers.
    func city() async throws {
        Console.out("\n3. A city: \(count) requests; artisans and families answer, or do not")
        let plan = DemoRequests(
            examples: try DemoRequests.examples(
                in: URL(filePath: options.places.config).appending(
                    path: "examples/requests.jsonl")),
            catalogue: installation.configuration.catalogue, quartiers: chamber.quartiers
        ).plan(count: count, seed: seed, run: run)
        let city = City(
            outbox: outbox, publisher: InputPublisher(try await channel.publisher()),
            habits: Habits(seed: seed), run: run)
        for planned in plan {
            await city.know(planned.facts, of: planned.envelope.eventID.subject("r"))
        }
        let life = Task { try await city.live() }
        let chaos = withChaos ? Task { try await self.chaos() } : nil
        let start = ContinuousClock.now
        for part in stride(from: 0, to: plan.count, by: 50) {
            try await city.send(plan[part..<min(part + 50, plan.count)].map(\.envelope))
        }
        let ids = Set(plan.map { $0.envelope.eventID.subject("r") })
        let figures = try await untilServed(ids, since: start)
        try await chaos?.value
        try await city.finish()
        life.cancel()
        await published.add(city.published)
        DemoReport(figures: figures, elapsed: start.duration(to: .now)).print()
    }

    /// Act four: what is always true, and what to try next.
    func account() async throws {
        Console.out("\n4. The account")
        try await untilSettled("account")
        try await DemoAccount(
            installation: installation, places: options.places, chamber: chamber.code,
            published: Set(await published.ids)
        ).print()
        await channel.close()
        await operators.close()
    }

    /// Kills each stage once, the hard way, at seeded moments.
    private func chaos() async throws {
        var draw = SeededGenerator(seed: seed)
        for name in draw.shuffled(["intake", "classifier", "matcher", "notifier", "ledger"]) {
            try await StageKit.pause(until: .now + .milliseconds(700 + draw.below(900)))
            Console.out("   kill -9 \(name)")
            await installation.supervisor.kill(name)
        }
    }

    /// Waits until every request has ended or has a case, and prints the progress.
    private func untilServed(
        _ requests: Set<String>, since start: ContinuousClock.Instant
    ) async throws -> DemoFigures {
        let deadline = start.advanced(by: .seconds(120))
        var last = ""
        while true {
            let figures = try DemoFigures(ledger: ledger, requests: requests)
            if figures.line != last {
                last = figures.line
                Console.out(
                    String(format: "   %5.1f s  ", start.duration(to: .now).seconds) + last)
            }
            if figures.waiting == 0 { return figures }
            guard .now < deadline else {
                throw Failure(
                    .bug, "\(figures.waiting) requests are still without an end after 120 s")
            }
            try await StageKit.pause(until: .now + .seconds(1))
        }
    }

    /// The others are for people and channels, who take their time.
    private var queuesThatStagesRead: Set<String> {
        let chambers = installation.configuration.chambers.keys.map(\.text)
        let families = installation.topology.queues.filter { $0.reading != nil }
        return Set(
            families.flatMap { family in
                family.chambers(of: chambers).map(family.queueName(chamber:))
            })
    }

    /// Waits until queues and outboxes are empty and everything published is settled.
    private func untilSettled(_ what: String) async throws {
        let deadline = ContinuousClock.now.advanced(by: .seconds(60))
        let queues = try ManagementClient(url: installation.run.managementURL)
        let read = queuesThatStagesRead
        var quiet = 0
        while quiet < 3 {
            guard .now < deadline else {
                throw Failure(.bug, "\(what): not at rest after 60 s; see maalem status")
            }
            let unsettled = try await published.ids.filter {
                try ledger.outcome(ofInput: $0) == nil
            }
            let waiting = try await queues.queues().filter { read.contains($0.name) }
                .map { ($0.messagesReady ?? 0) + ($0.messagesUnacknowledged ?? 0) }
                .reduce(0, +)
            quiet = unsettled.isEmpty && waiting == 0 ? quiet + 1 : 0
            try await StageKit.pause(until: .now + .milliseconds(200))
        }
    }
}

/// What the demo has published and the broker has confirmed.
actor PublishedIDs {
    private(set) var ids: [EventID] = []

    func add(_ more: [EventID]) { ids += more }
}
