import ArgumentParser
import Foundation
import Model
import Operator
import StageKit

/// `make soak`: one town for hours, at a steady pace, with a mishap now and then. At its end the
/// audit of every fault run, and a judgement on growth.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Keeps one system busy for hours, with mishaps, and looks at what grows.")

    @Option(help: "How long people ask, in hours.")
    var hours = 4.0

    @Option(help: "Requests a second.")
    var rate = 2

    @Option(help: "Seconds from one mishap to the next, in the middle.")
    var every = 120

    @Option(help: "Seconds from one sample to the next.")
    var sample = 10

    @Option(help: "Chooses requests and mishaps.")
    var seed: UInt64 = 1

    @Option(help: "Folder of the system under test; emptied first.")
    var data = "var/soak"

    @Option(help: "Folder of the stages' programs; by default that of this program.")
    var programs: String?

    func validate() throws {
        guard hours > 0, rate > 0, every > 0, sample > 0 else {
            throw ValidationError("--hours, --rate, --every and --sample are more than nought")
        }
    }

    func run() async throws {
        let soak = Soak(hours: hours, rate: rate, every: every, sample: sample)
        var report = Report(seed: seed)
        try await report.take(
            soak,
            Context(
                seed: seed, folder: data, programs: programs, scale: 1, planned: soak.planned))
        report.printTable()
        if report.hasFailed { throw ExitCode(1) }
    }
}

/// The soak as a scenario.
struct Soak: Scenario {
    let name = "soak"
    let hours: Double
    let rate: Int
    let every: Int
    let sample: Int

    var planned: Int { Int(hours * 3600 + 60) * rate }

    func run(_ context: Context) async throws -> Outcome {
        let proxies = Proxies()
        defer { proxies.close() }
        return try await Town.with(context, shape: proxies.shape()) { town in
            let sampler = try Sampler(town, path: context.folder + "/soak.csv")
            let counts = Locked<[String: Int]>([:])
            let mishaps = Mishaps(town: town, proxies: proxies, pause: .seconds(every))
            let draw = context.draw()
            let tasks = [
                Task { try await sampler.run(every: .seconds(sample)) },
                Task {
                    try await mishaps.run(draw) { kind, _ in
                        counts.change { $0[kind.rawValue, default: 0] += 1 }
                    }
                },
            ]
            let waits = try await ask(town, sampler)
            for task in tasks { try await town.end(task) }
            proxies.heal()
            try await town.ready()
            let samples = await sampler.samples
            print(SoakTable(samples).text)
            let words = counts.read {
                $0.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            }
            return try await .of(
                town,
                injected: "\(hours) h at \(rate) requests a second (\(waits) times it waited "
                    + "for the queues); " + words.joined(separator: ", "),
                statuses: [0, 137], more: samples.growths())
        }
    }

    /// Asks at a steady pace until the time is over.
    /// - Returns: how often it did not, since too much waited already
    private func ask(_ town: Town, _ sampler: Sampler) async throws -> Int {
        let end = ContinuousClock.now + .seconds(hours * 3600)
        var next = ContinuousClock.now
        var waits = 0
        while .now < end {
            if await sampler.queued < 1000 { try await town.ask(rate) } else { waits += 1 }
            next += .seconds(1)
            if next > .now { try await pause(until: next) } else { next = .now }
        }
        return waits
    }
}
