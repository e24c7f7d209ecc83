import Logging
import Model
import StageKit
import Synchronization
import Testing

/// Says `toy.seen` for each body; `bad` is refused, `poison` a fault, `flaky` one the first time.
final class ToyFilter: StatelessStage {
    struct Failure: Error {}

    let name = "toy"
    let seen = Mutex<[String]>([])
    let isBusy = Mutex(false)

    func handle(_ delivery: Delivery, at now: Instant) throws -> Verdict {
        let isAlone = isBusy.withLock { busy in
            defer { busy = true }
            return !busy
        }
        #expect(isAlone)
        defer { isBusy.withLock { $0 = false } }
        let text = String(decoding: delivery.body, as: UTF8.self)
        let count = seen.withLock { seen in
            seen.append(text)
            return seen.filter { $0 == text }.count
        }
        let id = EventID(body: delivery.body)
        let cause = Cause(id: id, chamber: ChamberCode("31")!, traceparent: .init(startingAt: id))
        switch text {
        case "poison": throw Failure()
        case "flaky" where count == 1: throw Failure()
        case "bad":
            return .reject(
                Draft(type: "input.rejected", subject: nil, data: ["code": "not-json"]),
                besides: [], cause: cause)
        default:
            return .emit(
                [Draft(type: "toy.seen", subject: text, data: ["text": .string(text)])],
                cause: cause)
        }
    }
}

/// A broker with the queues of one toy stage, and the stage's runner.
struct ToyLine {
    let broker = MemoryBroker()
    let stage = ToyFilter()
    let health = Health(stage: "toy")
    let metrics = Metrics()
    var options = RunnerOptions(
        grace: .seconds(2), firstBackoff: .milliseconds(2), lastBackoff: .milliseconds(20))

    init(batch: Int = 10) {
        for queue in ["in", "more", "out", "refused", "dead"] { broker.declare(queue: queue) }
        broker.bind(queue: "out", exchange: Exchanges.dispatch, pattern: "#")
        broker.bind(queue: "refused", exchange: Exchanges.rejected, pattern: "#")
        broker.bind(queue: "dead", exchange: Exchanges.dead, pattern: "#")
        broker.bind(queue: "in", exchange: "inputs", pattern: "in")
        broker.bind(queue: "more", exchange: "inputs", pattern: "more")
    }

    func runner(on connection: MemoryBroker? = nil, batch: Int = 10) -> StatelessRunner {
        StatelessRunner(
            stage: stage,
            queues: ["in", "more"].map { QueueOptions($0, batch: batch, prefetch: 2 * batch) },
            broker: connection ?? broker, options: options, health: health, metrics: metrics,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    func publish(_ texts: [String], to key: String = "in") async throws {
        let messages = texts.map {
            Message(
                exchange: "inputs", routingKey: key, body: Array($0.utf8),
                contentType: "text/plain")
        }
        _ = try await broker.publisher().publish(messages)
    }

    /// The subjects of what was said, in order.
    var said: [String] {
        broker.contents(of: "out").compactMap { try? Event(body: $0.body).subject }
    }

    /// Waits until a condition holds, or fails.
    func until(
        _ what: Comment, _ condition: () async throws -> Bool,
        location: SourceLocation = #_sourceLocation
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
