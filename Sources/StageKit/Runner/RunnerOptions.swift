/// A queue that a stage consumes, with its limits from the pipeline file.
public struct QueueOptions: Hashable, Sendable {
    public var name: String
    /// The most deliveries handled together.
    public var batch: Int
    /// The most deliveries that may wait for their acknowledgement; two batches, so that one can be
    /// handled while the other's confirms come in.
    public var prefetch: Int

    public init(_ name: String, batch: Int = 200, prefetch: Int = 400) {
        self.name = name
        self.batch = max(1, batch)
        self.prefetch = max(1, prefetch)
    }
}

/// How a runner behaves.
public struct RunnerOptions: Hashable, Sendable {
    /// A larger body is not even read: it goes to the dead letters. In bytes.
    public var bodyLimit: Int
    /// How long a stop may take: batch, commit, outbox, effects.
    public var grace: Duration
    /// The first and the longest wait between probes while the runner is paused.
    public var firstBackoff: Duration
    public var lastBackoff: Duration
    /// Stateful stages: above this many rows in the outbox nothing more is consumed.
    public var outboxLimit: Int
    /// Stateful stages: the most clocks that ring in one transaction.
    public var clockLimit: Int
    /// Stages with effects: the most that run at a time.
    public var effectLimit: Int
    /// Stateful stages: a standby looks four times a second; a holder that gives no sign of life
    /// for so many looks is ended. The holder gives one a second.
    public var standbyLooks: Int

    public init(
        bodyLimit: Int = 1 << 20, grace: Duration = .seconds(20),
        firstBackoff: Duration = .milliseconds(200), lastBackoff: Duration = .seconds(10),
        outboxLimit: Int = 50_000, clockLimit: Int = 200, effectLimit: Int = 8,
        standbyLooks: Int = 32
    ) {
        self.bodyLimit = bodyLimit
        self.grace = grace
        self.firstBackoff = firstBackoff
        self.lastBackoff = lastBackoff
        self.outboxLimit = outboxLimit
        self.clockLimit = clockLimit
        self.effectLimit = effectLimit
        self.standbyLooks = standbyLooks
    }
}

/// Waits that double from one probe to the next, with a jitter of a quarter so that stages do not
/// probe in step.
package struct Backoff: Sendable {
    private let first: Duration
    private let last: Duration
    private var current: Duration

    package init(_ options: RunnerOptions) {
        first = options.firstBackoff
        last = options.lastBackoff
        current = first
    }

    /// When to probe next.
    package mutating func next() -> ContinuousClock.Instant {
        defer { current = min(current * 2, last) }
        return .now + current * Double.random(in: 0.75...1.25)
    }
}
