import Logging
import Model

/// Publishes until every message is confirmed; while the broker does not take them, the part is
/// paused and says why (law 5). A message that no broker would take is told of in a dead letter:
/// nobody waits behind it.
package struct Delivering: Sendable {
    private let publisher: PublisherSource
    private let options: RunnerOptions
    private let health: Health
    private let stage: String
    private let part: String
    private let clock: any WallClock
    private let logger: Logger
    private let meters: RunnerMeters

    package init(
        publisher: PublisherSource, options: RunnerOptions, health: Health, stage: String,
        part: String, clock: any WallClock, logger: Logger, meters: RunnerMeters
    ) {
        self.publisher = publisher
        self.options = options
        self.health = health
        self.stage = stage
        self.part = part
        self.clock = clock
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
                let start = ContinuousClock.now
                let outcomes = try await publisher.publish(rest)
                meters.confirm.observe(since: start)
                let count = rest.count
                let failures = without(zip(rest, outcomes).filter { $0.1 != .confirmed })
                rest = failures.map(\.0)
                meters.published.add(count - rest.count)
                guard let first = failures.first else { break }
                trouble = Self.text(first.0, first.1)
            } catch is CancellationError {
                throw CancellationError()
            } catch let error as BrokerError where error.code == .messageTooLarge {
                guard rest.count == 1 else {
                    for message in rest { try await publish([message]) }
                    break
                }
                rest = rest.compactMap { letter(for: $0, error) }
                continue
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

    /// Feedback is a courtesy: what no queue takes is dropped, and nobody waits behind it.
    private func without(
        _ failures: [(Message, PublishOutcome)]
    ) -> [(Message, PublishOutcome)] {
        let kept = failures.filter { $0.0.exchange != Exchanges.feedback }
        meters.feedbackDropped.add(failures.count - kept.count)
        return kept
    }

    /// Tells of a message that is too large, with the beginning of it.
    private func letter(for message: Message, _ error: BrokerError) -> Message? {
        meters.dead.add()
        health.failed(part, "\(error)")
        logger.error(
            "a message is too large", error: error,
            metadata: ["part": "\(part)", "message": "\(message.messageID ?? "")"])
        // A letter is cut to fit: one that does not will never do.
        guard message.exchange != Exchanges.dead else { return nil }
        let delivery = Delivery(
            tag: Delivery.Tag(epoch: 0, number: 0), exchange: message.exchange,
            routingKey: message.routingKey, body: message.body, contentType: message.contentType,
            messageID: message.messageID)
        let letter = DeadLetter(
            stage: stage, queue: part, reason: .fault, error: "\(error)", attempts: 1,
            delivery: delivery)
        return letter.message(from: delivery, home: .unreadable, at: clock.now())
    }

    private func report(_ trouble: String?) {
        health.paused(part, trouble)
        meters.paused(.broker, trouble != nil)
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
        case .refused: "\(place): refused, a queue is full or has no leader"
        }
    }
}

extension DeadLetter {
    /// The message that carries the letter; what is said of it has no fields that could fail.
    package func message(from delivery: Delivery, home: ChamberCode, at now: Instant) -> Message {
        message(of: event(from: delivery, home: home, at: now))
    }
}
