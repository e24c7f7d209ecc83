/// The numbers that every runner shows.
package struct RunnerMeters: Sendable {
    package let handled: Counter
    package let faults: Counter
    package let rejected: Counter
    package let dead: Counter
    package let published: Counter
    package let duplicates: Counter
    package let conflicts: Counter
    package let clocks: Counter
    package let paused: Gauge
    package let outboxRows: Gauge
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
        rejected = counter("rejected", "Inputs refused.")
        dead = counter("dead", "Deliveries sent to the dead letters.")
        published = counter("published", "Messages published and confirmed.")
        duplicates = counter("duplicates", "Events that came again.")
        conflicts = counter("conflicts", "Events under a known id with another content.")
        clocks = counter("clocks", "Clocks rung.")
        paused = metrics.gauge("maalem_stage_paused", "1 while paused.", labels: labels)
        outboxRows = metrics.gauge(
            "maalem_outbox_rows", "Rows that wait to be published.", labels: labels)
        sizes = metrics.histogram(
            "maalem_stage_batch_size", "Deliveries in a batch.", labels: labels,
            buckets: Histogram.sizes)
        seconds = metrics.histogram(
            "maalem_stage_handle_seconds", "Time to handle a batch.", labels: labels,
            buckets: Histogram.seconds)
    }

    /// A batch was handled.
    package func handled(_ count: Int, since start: ContinuousClock.Instant) {
        handled.add(count)
        sizes.observe(Double(count))
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        self.seconds.observe(Double(seconds) + Double(attoseconds) / 1e18)
    }
}
