import Logging
import Model

/// Publishes until every message is confirmed; while the broker does not take them, the part is
/// paused and says why (law 5).
package struct Delivering: Sendable {
    private let broker: any BrokerPort
    private let options: RunnerOptions
    private let health: Health
    private let part: String
    private let logger: Logger
    private let meters: RunnerMeters

    package init(
        broker: any BrokerPort, options: RunnerOptions, health: Health, part: String,
        logger: Logger, meters: RunnerMeters
    ) {
        self.broker = broker
        self.options = options
        self.health = health
        self.part = part
        self.logger = logger
        self.meters = meters
    }

    /// - Throws: `CancellationError` only
    package func publish(_ messages: [Message]) async throws {
        var rest = messages
        var backoff = Backoff(options)
        var isPaused = false
        while !rest.isEmpty {
            let trouble: String
            do {
                let outcomes = try await broker.publisher().publish(rest)
                let count = rest.count
                let failures = zip(rest, outcomes).filter { $0.1 != .confirmed }
                rest = failures.map(\.0)
                meters.published.add(count - rest.count)
                guard let first = failures.first else { break }
                trouble = Self.text(first.0, first.1)
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                trouble = "\(error)"
            }
            isPaused = true
            report(trouble)
            health.beat(part)
            try await pause(until: backoff.next())
        }
        if isPaused { report(nil) }
    }

    private func report(_ trouble: String?) {
        health.paused(part, trouble)
        meters.paused.set(trouble == nil ? 0 : 1)
        if let trouble {
            logger.warning("paused: \(trouble)", metadata: ["part": "\(part)"])
        } else {
            logger.notice("goes on", metadata: ["part": "\(part)"])
        }
    }

    private static func text(_ message: Message, _ outcome: PublishOutcome) -> String {
        let place = "\(message.exchange) \(message.routingKey)"
        return switch outcome {
        case .confirmed: "\(place): confirmed"
        case .returned(let code, let text): "\(place): returned, \(code) \(text)"
        case .refused: "\(place): refused, a queue is full"
        }
    }
}

extension DeadLetter {
    /// The message that carries the letter; what is said of it has no fields that could fail.
    package func message(from delivery: Delivery, home: ChamberCode, at now: Instant) -> Message {
        message(of: event(from: delivery, home: home, at: now))
    }
}
