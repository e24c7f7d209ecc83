/// What a runner waits for while it is paused.
package enum PauseReason: String, CaseIterable, Sendable {
    /// The broker does not take what the stage says.
    case broker
    /// The store's file or its disk.
    case store
    /// Too many rows wait to be published.
    case outbox
    /// A clock fails; events go on.
    case clock
}

/// The numbers that every runner shows.
package struct RunnerMeters: Sendable {
    package let handled: Counter
    package let faults: Counter
    package let rejected: CounterFamily
    package let dead: Counter
    package let published: Counter
    package let duplicates: Counter
    package let conflicts: Counter
    package let clocks: Counter
    /// Events said, by type.
    package let said: CounterFamily
    package let feedbackDropped: Counter
    package let confirm: Histogram
    private let pauses: [PauseReason: Gauge]
    private let sizes: Histogram
    private let seconds: Histogram

    /// - Parameter chamber: `nil` for a stage that serves all
    package init(_ metrics: Metrics, stage: String, chamber: String?) {
        var labels = ["stage": stage]
        labels["chamber"] = chamber
        func counter(_ name: String, _ help: String) -> Counter {
            metrics.counter("maalem_stage_\(name)_total", help, labels: labels)
        }
        handled = counter("handled", "Deliveries handled.")
        faults = counter("faults", "Attempts that failed.")
        dead = counter("dead", "Deliveries sent to the dead letters.")
        published = counter("published", "Messages published and confirmed.")
        duplicates = counter("duplicates", "Events that came again.")
        conflicts = counter("conflicts", "Events under a known id with another content.")
        clocks = counter("clocks", "Clocks rung.")
        rejected = metrics.counters(
            "maalem_stage_rejected_total", "Inputs refused, by the code of the refusal.",
            labels: labels, by: "code")
        said = metrics.counters(
            "maalem_stage_said_total", "Events said, by short type.", labels: labels, by: "type")
        feedbackDropped = metrics.counter(
            "maalem_feedback_dropped_total", "Feedback to channels that no queue took.",
            labels: labels)
        pauses = Dictionary(
            uniqueKeysWithValues: PauseReason.allCases.map { reason in
                let gauge = metrics.gauge(
                    "maalem_stage_paused", "1 while paused, by what it waits for.",
                    labels: labels.merging(["reason": reason.rawValue]) { $1 })
                return (reason, gauge)
            })
        func histogram(_ name: String, _ help: String, _ buckets: [Double]) -> Histogram {
            metrics.histogram("maalem_stage_\(name)", help, labels: labels, buckets: buckets)
        }
        sizes = histogram("batch_size", "Deliveries in a batch.", Histogram.sizes)
        seconds = histogram("handle_seconds", "Time to handle a batch.", Histogram.seconds)
        confirm = histogram(
            "confirm_seconds", "Time from publishing to the last confirm.", Histogram.seconds)
    }

    /// A batch was handled.
    package func handled(_ count: Int, since start: ContinuousClock.Instant) {
        handled.add(count)
        sizes.observe(Double(count))
        seconds.observe(since: start)
    }

    package func paused(_ reason: PauseReason, _ isPaused: Bool) {
        pauses[reason]?.set(isPaused ? 1 : 0)
    }
}
