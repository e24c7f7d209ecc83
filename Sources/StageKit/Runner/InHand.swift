import Model
import Synchronization

/// What a queue's reader has taken and not yet settled: from it follows how far the stage is
/// behind. The oldest message of a queue is the first its consumer holds, so its age is known as
/// long as somebody consumes; no broker that we support tells it.
package final class InHand: Sendable {
    private struct State {
        /// When the oldest event of each batch in hand was said, or when the batch was taken.
        var batches: [Instant] = []
        /// When the newest event settled was said.
        var last: Instant?
        var isConsuming = false
    }

    private let clock: any WallClock
    private let state = Mutex(State())

    /// Shows the age in metrics and health, beside the limits of the queue.
    package init(
        _ queue: QueueOptions, labels: [String: String], clock: any WallClock, health: Health,
        metrics: Metrics
    ) {
        self.clock = clock
        let labels = labels.merging(["queue": queue.name]) { $1 }
        metrics.reading(
            "maalem_stage_lag_seconds",
            "Age of the oldest event in hand; of raw inputs, how long one has been in hand.",
            labels: labels
        ) { [weak self] in self?.lag }
        health.fact(queue.name, "batchLimit", .integer(Int64(queue.batch)))
        health.reading(queue.name, "lagSeconds") { [weak self] in self?.lag.map { .number($0) } }
        health.reading(queue.name, "lastEvent") { [weak self] in
            self?.state.withLock { $0.last }.map { .string($0.rfc3339) }
        }
    }

    /// Seconds. `nil` where nobody knows: the queue is not consumed.
    package var lag: Double? {
        let now = clock.now()
        return state.withLock { state in
            guard let oldest = state.batches.first else { return state.isConsuming ? 0 : nil }
            return max(0, Double(now.milliseconds - oldest.milliseconds) / 1000)
        }
    }

    package func isConsuming(_ isConsuming: Bool) {
        state.withLock { $0.isConsuming = isConsuming }
    }

    package func took(_ deliveries: [Delivery]) {
        let since = deliveries.first.flatMap(Self.time) ?? clock.now()
        state.withLock { $0.batches.append(since) }
    }

    /// The oldest batch is acknowledged, or goes back to the queue.
    package func settled() {
        state.withLock { state in
            guard !state.batches.isEmpty else { return }
            state.last = state.batches.removeFirst()
        }
    }

    /// When an event was said. The time of an input is its sender's word, and is not asked for.
    private static func time(of delivery: Delivery) -> Instant? {
        guard delivery.exchange == Exchanges.dispatch || delivery.exchange == Exchanges.dead
        else { return nil }
        return (try? Event(body: delivery.body))?.time
    }
}
