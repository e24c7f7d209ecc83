import Model

/// A stage that keeps nothing: intake, classifier. A function of a delivery and the time (law 3).
public protocol StatelessStage: Sendable {
    /// Its name in the pipeline files: `intake`.
    var name: String { get }
    /// - Throws: a fault. The runner tries the delivery once more, alone, then sends it to the dead
    ///   letters (law 5).
    func handle(_ delivery: Delivery, at now: Instant) throws -> Verdict
}

/// What a stateless stage makes of a delivery. Nothing in a draft may depend on `now`: a repetition
/// must say the same (law 2).
public enum Verdict: Hashable, Sendable {
    case emit([Draft], cause: Cause)
    /// The input cannot be taken: the draft says why, the raw message is kept apart (law 8), and
    /// what else is said goes with it.
    case reject(Draft, besides: [Draft], cause: Cause)
}

/// What is being answered.
public struct Cause: Hashable, Sendable {
    public let id: EventID
    public let chamber: ChamberCode
    public let traceparent: Traceparent

    public init(id: EventID, chamber: ChamberCode, traceparent: Traceparent) {
        self.id = id
        self.chamber = chamber
        self.traceparent = traceparent
    }

    /// What is said because of an event.
    public init(_ event: Event) {
        self.init(id: event.id, chamber: event.chamber, traceparent: event.traceparent)
    }
}
