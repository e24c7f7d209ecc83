import Foundation
import GRDB
import Logging
import Model
import StageKit
import StatefulStageKit
import Synchronization
import Testing

/// A clock that a test turns.
final class HandClock: WallClock {
    private let time = Mutex(noon)

    func now() -> Instant { time.withLock { $0 } }
    func turn(seconds: Int) { time.withLock { $0 = $0.advanced(seconds: seconds) } }
}

/// A broker with the queues of one stateful stage, a folder for its store, and its runners.
struct ToyWorks {
    let broker = MemoryBroker()
    let health = Health(stage: "toy")
    let metrics = Metrics()
    let clock = HandClock()
    let folder: URL
    var options = RunnerOptions(
        grace: .seconds(5), firstBackoff: .milliseconds(2), lastBackoff: .milliseconds(20))

    var file: String { folder.appendingPathComponent("toy-31.sqlite").path }

    init(creates: Bool = true) throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("maalem-kit-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for queue in ["toy.31", "dead.31", "out", "dead"] { broker.declare(queue: queue) }
        broker.bind(queue: "out", exchange: Exchanges.dispatch, pattern: "#")
        broker.bind(queue: "toy.31", exchange: Exchanges.replay, pattern: "toy.31")
        broker.bind(queue: "dead", exchange: Exchanges.dead, pattern: "#")
        if creates {
            try StageDatabase.create(file, owner: "toy-31", ToyStage.Store.self)
        }
    }

    func runner<Stage: StatefulStage>(
        _ stage: Stage = ToyStage(), on connection: MemoryBroker? = nil, batch: Int = 10
    ) -> StatefulRunner<Stage> {
        StatefulRunner(
            stage: stage, chamber: oran, file: file,
            queues: ["toy.31", "dead.31"].map { QueueOptions($0, batch: batch, prefetch: 20) },
            broker: connection ?? broker, options: options, clock: clock, health: health,
            metrics: metrics, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func publish(_ events: [Event], to queue: String = "toy.31") async throws {
        let messages = events.map { $0.message(exchange: "", routingKey: queue) }
        _ = try await broker.publisher().publish(messages)
    }

    var said: [Event] { broker.contents(of: "out").compactMap { try? Event(body: $0.body) } }
    var dead: [Event] { broker.contents(of: "dead").compactMap { try? Event(body: $0.body) } }

    /// Runs until a condition holds, then stops well.
    func run<Stage: StatefulStage>(
        _ stage: Stage = ToyStage(), batch: Int = 10, until what: Comment,
        location: SourceLocation = #_sourceLocation,
        _ condition: () async throws -> Bool
    ) async throws {
        let runner = runner(stage, batch: batch)
        let running = Task { try await runner.run() }
        try await until(what, location: location, condition)
        runner.stop()
        try await running.value
    }

    func read<Result: Sendable>(_ body: @Sendable (Database) throws -> Result) throws -> Result {
        let queue = try DatabaseQueue(path: file)
        defer { try? queue.close() }
        return try queue.read(body)
    }

    var totals: [String: Int] { get throws { try read { try ToyStage.Store($0).totals() } } }

    /// Waits until a condition holds, or fails.
    func until(
        _ what: Comment, location: SourceLocation = #_sourceLocation,
        _ condition: () async throws -> Bool
    ) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while try await !condition() {
            guard .now < deadline else {
                Issue.record(what, sourceLocation: location)
                throw CancellationError()
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }
}
