/// What a stage wants to say; the runner gives it id, source, time and trace.
public struct Draft: Hashable, Sendable {
    public let type: String
    public let subject: String?
    public let data: JSON
    /// What it answers; `nil`: the event in hand.
    public let cause: EventID?
    /// Tells it apart from other events of the same type and cause; `nil`: its ordinal among them.
    /// What a clock says names the clock here, since its cause was answered before.
    public let discriminator: String?
    /// Where it goes; `nil`: the chamber of the event in hand.
    public let chamber: ChamberCode?

    public init(
        type: String, subject: String?, data: JSON, cause: EventID? = nil,
        discriminator: String? = nil, chamber: ChamberCode? = nil
    ) {
        self.type = type
        self.subject = subject
        self.data = data
        self.cause = cause
        self.discriminator = discriminator
        self.chamber = chamber
    }

    /// A draft of a typed payload, whose type it knows.
    public init<Payload: EventPayload>(
        _ payload: Payload, cause: EventID? = nil, discriminator: String? = nil,
        chamber: ChamberCode? = nil
    ) throws {
        self.init(
            type: Payload.type, subject: payload.subject, data: try JSON(encoding: payload),
            cause: cause, discriminator: discriminator, chamber: chamber)
    }
}

/// A payload that belongs to one event type.
public protocol EventPayload: Codable, Hashable, Sendable {
    /// The short type: `offer.made`.
    static var type: String { get }
    /// What the event is about (contract §4, `subject`).
    var subject: String? { get }
}

/// Turns the drafts that answer one cause into events.
public struct Speaker: Sendable {
    /// `stage/intake`
    public let source: String

    public init(source: String) { self.source = source }

    /// Ids are derived from the cause, so a repetition says the same events (law 2).
    public func events(
        _ drafts: [Draft], cause: EventID, chamber: ChamberCode, traceparent: Traceparent,
        at now: Instant
    ) -> [Event] {
        var ordinals: [String: Int] = [:]
        return drafts.map { draft in
            let ordinal = ordinals[draft.type, default: 0]
            ordinals[draft.type] = ordinal + 1
            let causeID = draft.cause ?? cause
            let id = EventID(
                cause: causeID, type: draft.type,
                discriminator: draft.discriminator ?? String(ordinal))
            return Event(
                id: id, source: source, type: draft.type, subject: draft.subject,
                chamber: draft.chamber ?? chamber, time: now, causeID: causeID,
                traceparent: traceparent.child(id), data: draft.data)
        }
    }
}
