import Foundation
import LedgerStage
import Model
import Operator
import StageKit

/// The clocks of the stages step an hour forth and back under load, all at once as on one machine,
/// and one stage's alone; in between a stage is stopped well and starts an hour earlier than it
/// ended. No stage's time may run back, and nobody may have an hour more to answer.
struct Clocks: Scenario {
    let name = "clock"

    /// The longest turn of an offer that is believable with the turn rules of a demonstration:
    /// some seconds to send it, some to answer, both again after an outage, and a busy machine.
    private static let longestTurn = Duration.seconds(60)

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(12, least: 3)
        let clocks = try SteppedClocks(folder: context.folder + "-clocks")
        let shape = InstallationShape(longestPause: .zero, adjust: clocks.adjust)
        return try await Town.with(context, shape: shape) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            let watch = TurnWatch(town)
            let watching = Task { try await watch.run() }
            var steps = 0
            for round in 0..<rounds {
                try await pause(until: .now + .milliseconds(2500 + draw.below(3000)))
                // Forth and back on all, then the matcher's alone, then a restart in the past.
                let alone = round % 4 == 3
                for hours in alone ? [-1, 0] : [1, 0, -1, 0] {
                    try clocks.set(hours: hours, of: alone ? ["matcher"] : nil)
                    steps += 1
                    try await pause(until: .now + .milliseconds(1500 + draw.below(2500)))
                }
                let name = draw.pick(["matcher", "notifier", "ledger"]) ?? "matcher"
                let pid = await town.pid(of: name)
                await town.system.supervisor.send(SIGTERM, to: name)
                try await until("\(name) is started again", within: .seconds(40)) {
                    await ![nil, pid].contains(town.pid(of: name))
                }
                try await town.ready()
            }
            try await town.end(feeder)
            let leads = try await town.leads()
            try await town.restAnyway()
            watching.cancel()
            var more = try town.ledger.backwardSteps()
            let longest = await watch.longest
            if longest > Self.longestTurn { more.append("an offer was open for \(longest)") }
            return try await .of(
                town,
                injected: "\(steps) steps of an hour, \(rounds) restarts; ahead at the end: "
                    + "\(leads); longest turn \(longest.components.seconds) s",
                statuses: [0], more: more)
        }
    }
}

/// Clocks of processes that a file turns (libfaketime). What counts the moments of a process is
/// left alone, as a machine's is when somebody sets its clock.
struct SteppedClocks: Sendable {
    private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
    private static let stages = ["intake", "classifier", "matcher", "notifier", "ledger"]
    private let folder: String

    init(folder: String) throws {
        guard FileManager.default.fileExists(atPath: Self.library) else {
            throw Fault("\(Self.library) is missing (Debian: faketime)")
        }
        self.folder = URL(filePath: folder).standardizedFileURL.path
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        try set(hours: 0, of: nil)
    }

    @Sendable func adjust(_ launch: StageProcess.Launch) -> StageProcess.Launch {
        var launch = launch
        launch.environment.merge(
            [
                "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": file(launch.name),
                "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1",
                // Where it is not set the library sets it, which moves the environment, and then
                // Swift does not find a process's arguments.
                "FAKETIME_SHARED": "none none",
            ]
        ) { $1 }
        return launch
    }

    /// - Parameter names: `nil`: of every stage
    func set(hours: Int, of names: [String]?) throws {
        for name in names ?? Self.stages {
            try String(format: "%+d\n", hours * 3600).write(
                toFile: file(name), atomically: true, encoding: .utf8)
        }
    }

    private func file(_ name: String) -> String { "\(folder)/\(name)" }
}

/// How long offers that were sent are open, by the harness's own clock. Those to landlines wait for
/// an operator's telephone.
private actor TurnWatch {
    private let town: Town
    private var opened: [String: ContinuousClock.Instant] = [:]
    private(set) var longest = Duration.zero

    init(_ town: Town) { self.town = town }

    /// Returns when cancelled.
    func run() async throws {
        while !Task.isCancelled {
            let rows = try town.ledger.rows(of: .offers, limit: 100_000).records
            let open = Set(
                rows.filter { $0["outcome"]?.string == "open" && $0["sent_at"]?.string != nil }
                    .compactMap { $0["id"]?.string })
            let now = ContinuousClock.now
            for id in open where opened[id] == nil { opened[id] = now }
            for (id, since) in opened {
                longest = max(longest, since.duration(to: now))
                if !open.contains(id) { opened[id] = nil }
            }
            try await pause(until: .now + .milliseconds(700))
        }
    }
}

extension Town {
    /// How far the stages with a store are ahead of their machine's clock, in words.
    func leads() async throws -> String {
        var words: [String] = []
        for stage in system.run.stages {
            let lead = try await Figures(http: stage.http).value("maalem_clock_lead_seconds")
            if let lead { words.append("\(stage.name) \(Int(lead)) s") }
        }
        return words.joined(separator: ", ")
    }

    /// Comes to rest, or does not: the audit will tell.
    func restAnyway() async throws {
        do { try await rest() } catch is Fault {}
    }
}
