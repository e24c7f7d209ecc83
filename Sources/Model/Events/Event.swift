/// An event between stages: CloudEvents 1.0, structured JSON, on `maalem.dispatch`.
public struct Event: Hashable, Sendable {
    public let id: EventID
    /// Who says it: `stage/matcher`.
    public let source: String
    /// The short type: `request.accepted`.
    public let type: String
    /// The request, artisan (register number), convention, case or project it is about.
    public let subject: String?
    public let chamber: ChamberCode
    public let time: Instant
    /// The input or event that it answers.
    public let causeID: EventID
    /// W3C trace context, carried from the input through every event it causes.
    public let traceparent: Traceparent
    /// The payload. What names or reaches a person stands in its member `personal` only (law 9).
    public let data: JSON

    public init(
        id: EventID, source: String, type: String, subject: String?, chamber: ChamberCode,
        time: Instant, causeID: EventID, traceparent: Traceparent, data: JSON
    ) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.chamber = chamber
        self.time = time
        self.causeID = causeID
        self.traceparent = traceparent
        self.data = data
    }

    /// What a repetition of this event must equal; time and trace may differ between attempts.
    public var contentDigest: String {
        let content: JSON = [
            "type": .string(type), "subject": subject.map { .string($0) } ?? .null,
            "chamber": .string(chamber.text), "causeid": .string(causeID.hex), "data": data,
        ]
        return EventID(body: content.canonicalBytes).hex
    }

    /// `request.accepted.31`: the key on `maalem.dispatch` (contract §2).
    public var routingKey: String { "\(type).\(chamber.text)" }

    /// The payload as a typed value. - Throws: `DecodingError`
    public func payload<Payload: Decodable>(_ type: Payload.Type = Payload.self) throws -> Payload {
        try data.decode(type)
    }
}
