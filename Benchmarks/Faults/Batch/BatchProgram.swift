import ArgumentParser
import Configuration
import Foundation
import LedgerStage
import Logging
import MatcherStage
import Model
import NotifierStage
import Operator
import StageKit
import StatefulStageKit

/// One stateful stage in a process of its own, with its real file and a broker in memory: takes the
/// recorded events, commits, publishes, and ends when nothing is left to do. Made to be killed at
/// any system call and run again.
struct BatchProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "batch", shouldDisplay: false)

    @Option var stage: String
    @Option var data: String
    /// One event a line.
    @Option var events: String
    /// How many different events the stage says, in this run and those before; it ends when they
    /// are out.
    @Option var expect = 0

    func run() async throws {
        let configuration = try Configuration.load(directory: "config")
        guard let chamber = configuration.chambers[try Town.oran] else {
            throw Fault("chamber 31 is not configured")
        }
        switch stage {
        case "matcher":
            try await run(
                MatcherStage(chamber: chamber, catalogue: configuration.catalogue), speed: 1)
        case "notifier":
            let templates = try Templates.load(directory: "config/templates")
            // Faster than the world: it rests some seconds before it tries to send again.
            try await run(
                NotifierStage(
                    chamber: chamber, catalogue: configuration.catalogue, templates: templates,
                    sender: OutboxSender(folder: data + "/outbox/31")), speed: 50)
        default:
            try await run(LedgerStage(vault: Vault(path: data + "/vault-31.sqlite")), speed: 1)
        }
    }

    private func run<Stage: StatefulStage>(_ stage: Stage, speed: Int) async throws {
        let queue = "\(stage.name).31"
        let broker = try RecordingBroker(file: data + "/published.txt")
        broker.memory.declare(queue: queue)
        for exchange in [Exchanges.dispatch, Exchanges.dead] {
            broker.memory.declare(queue: "out")
            broker.memory.bind(queue: "out", exchange: exchange, pattern: "#")
        }
        let lines = try String(contentsOfFile: events, encoding: .utf8).split(separator: "\n")
        _ = try await broker.memory.publisher().publish(
            lines.map {
                Message(
                    exchange: "", routingKey: queue, body: Array($0.utf8),
                    contentType: Event.contentType)
            })
        let health = Health(stage: stage.name)
        let runner = StatefulRunner(
            stage: stage, chamber: try Town.oran, file: "\(data)/\(stage.name)-31.sqlite",
            queues: [QueueOptions(queue, batch: 20, prefetch: 40)], broker: broker,
            options: RunnerOptions(
                firstBackoff: .milliseconds(2), lastBackoff: .milliseconds(20)),
            clock: FastClock(speed: speed), health: health, metrics: Metrics(),
            logger: Logger(label: "batch") { _ in SwiftLogNoOpLogHandler() })
        let isOver = Locked(false)
        let running = Task {
            defer { isOver.change { $0 = true } }
            try await runner.run()
        }
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        while broker.memory.depth(of: queue) > 0 || broker.distinct < expect
            || (expect == 0 && !broker.isQuiet)
        {
            if isOver.read({ $0 }) { break }
            guard .now < deadline else { throw Fault("not done: \(health.reasons)") }
            try await pause(until: .now + .milliseconds(5))
        }
        runner.stop()
        try await running.value
    }
}

/// The recording's moment, and then faster than the world.
private struct FastClock: WallClock {
    let speed: Int
    private let start = ContinuousClock.now

    init(speed: Int) { self.speed = speed }

    func now() -> Instant {
        let (seconds, attoseconds) = start.duration(to: .now).components
        let passed = seconds * 1000 + attoseconds / 1_000_000_000_000_000
        return Instant(
            milliseconds: Recording.moment.milliseconds + passed * Int64(speed))
    }
}
