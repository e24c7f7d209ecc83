import AMQP
import Bootstrap
import Model
import Operator
import StageKit

/// Publishes requests at a pace, five at a time, and notes when each five were confirmed.
struct RequestSource {
    let broker: AMQPBroker
    /// Requests a second.
    let rate: Int

    /// When requests were published and confirmed.
    struct Confirms: Sendable {
        var ids: [EventID] = []
        /// How often the broker refused one for the moment: a queue without a leader.
        var refused = 0
        var spans: [(from: ContinuousClock.Instant, to: ContinuousClock.Instant)] = []

        /// Seconds of those confirmed before a moment.
        func waits(before moment: ContinuousClock.Instant) -> [Double] {
            spans.filter { $0.to < moment }.map { ($0.to - $0.from) / .seconds(1) }
        }

        /// Seconds to the first confirm that came after a moment.
        func firstConfirm(after moment: ContinuousClock.Instant) -> Double? {
            spans.map(\.to).filter { $0 > moment }.min().map { ($0 - moment) / .seconds(1) }
        }

        var longestWait: Double { spans.map { ($0.to - $0.from) / .seconds(1) }.max() ?? 0 }
    }

    /// - Throws: `Failure` where something was not taken, `BrokerError`
    func publish(_ requests: [RawInput]) async throws -> Confirms {
        var confirms = Confirms()
        var publisher = InputPublisher(try await broker.publisher())
        let pause = Duration.seconds(5) / Double(rate)
        var next = ContinuousClock.now
        for start in stride(from: 0, to: requests.count, by: 5) {
            let from = ContinuousClock.now
            var left = Array(requests[start..<min(start + 5, requests.count)])
            while !left.isEmpty {
                // As any channel must: what was refused is sent again, under the same id, and on
                // another channel (docs/reliability.md, "Cluster").
                let tally = try await publisher.publish(left)
                if !tally.returned.isEmpty { try tally.requireWhole() }
                confirms.ids += tally.confirmed
                confirms.refused += tally.refused.count
                left = left.filter { tally.refused.contains($0.eventID) }
                if !left.isEmpty {
                    try await Task.sleep(for: .milliseconds(50))
                    publisher = InputPublisher(try await broker.publisher())
                }
            }
            confirms.spans.append((from, .now))
            next = max(next + pause, .now)
            try await Task.sleep(until: next)
        }
        return confirms
    }
}
