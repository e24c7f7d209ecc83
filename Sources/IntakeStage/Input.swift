import Model

/// An input whose envelope is in order: CloudEvents 1.0 of a known type, on its own exchange.
struct Input {
    let envelope: Envelope
    let schema: EventSchema
    let time: Instant?
    let data: [String: JSON]

    /// - Throws: `Refusal`
    init(_ envelope: Envelope) throws {
        let delivery = envelope.delivery
        if case .failure(let refusal) = envelope.json, refusal.code == .bodyTooLarge {
            throw refusal
        }
        guard delivery.headerBytes <= Limits.headers else {
            throw Refusal(
                .headersTooLarge, nil, "The headers are larger than \(Limits.headers) bytes.")
        }
        guard ContentType.isAccepted(delivery.contentType) else {
            throw Refusal(
                .wrongContentType, nil, "The content type is \(Event.contentType) in UTF-8.")
        }
        guard let members = try envelope.json.get().object else {
            throw Refusal(.notCloudEvent, nil, "The body is not a JSON object.")
        }
        try Self.checkVersion(members["specversion"])
        for name in ["id", "source", "type"] where Self.isAbsent(members[name]) {
            throw Refusal(.notCloudEvent, name, "A CloudEvent has the attribute `\(name)`.")
        }
        try Self.checkAttributes(members)
        self.envelope = envelope
        schema = try Self.schema(of: members, envelope)
        time = try Self.time(members["time"])
        data = try Self.data(members)
    }

    private static func isAbsent(_ json: JSON?) -> Bool {
        json == nil || json == .null || json == .string("")
    }

    private static func checkVersion(_ version: JSON?) throws {
        if isAbsent(version) {
            throw Refusal(
                .notCloudEvent, "specversion", "A CloudEvent has the attribute `specversion`.")
        }
        guard version == .string("1.0") else {
            throw Refusal(.unsupportedSpecversion, "specversion", "The version is \"1.0\".")
        }
    }

    private static let textAttributes = [
        "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "traceparent",
        "tracestate",
    ]

    private static func checkAttributes(_ members: [String: JSON]) throws {
        for name in textAttributes {
            guard let value = members[name], value != .null else { continue }
            guard value.string != nil else {
                throw Refusal(.invalidField, name, "A string is expected, not \(value.typeName).")
            }
        }
        let unfit = members.filter { name, value in
            name != "data" && value.string.map(Envelope.isAttribute) == false
        }
        if let name = unfit.keys.min() {
            throw Refusal(
                .invalidField, isAttributeName(name) ? name : nil,
                "An attribute has at most \(Limits.attribute) bytes and no control characters.")
        }
        if let type = members["datacontenttype"]?.string, !type.isEmpty, !ContentType.isJSON(type) {
            throw Refusal(.invalidField, "datacontenttype", "The data is application/json.")
        }
    }

    /// CloudEvents: lower-case letters and digits. Anything else is not repeated to anyone.
    private static func isAttributeName(_ name: String) -> Bool {
        name.utf8.count <= 20
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }
    }

    private static func schema(
        of members: [String: JSON], _ envelope: Envelope
    ) throws -> EventSchema {
        guard let type = members["type"]?.string.flatMap(Event.shortType),
            let schema = EventSchema.input(type)
        else { throw Refusal(.unknownType, "type", "No input has this type.") }
        let delivery = envelope.delivery
        guard delivery.exchange == schema.exchange.rawValue else {
            throw Refusal(
                .wrongExchange, "type",
                "\(type) belongs on the exchange \(schema.exchange.rawValue).")
        }
        guard delivery.routingKey == type else {
            throw Refusal(.wrongExchange, "type", "The routing key of \(type) is \(type).")
        }
        try checkSource(envelope.source ?? "", schema)
        return schema
    }

    /// `stage/` is the pipeline's own name, and a channel may not speak as an operator.
    private static func checkSource(_ source: String, _ schema: EventSchema) throws {
        let speaker = source.prefix { $0 != "/" }.lowercased()
        if speaker == "stage" || (speaker == "operator" && schema.exchange == .requests) {
            throw Refusal(
                .notPermitted, "source",
                "A source that begins with `\(speaker)/` may not publish to "
                    + "\(schema.exchange.rawValue).")
        }
    }

    private static func time(_ json: JSON?) throws -> Instant? {
        guard let text = json?.string, !text.isEmpty else { return nil }
        guard let time = Instant(rfc3339: text) else {
            throw Refusal(
                .invalidField, "time", "RFC 3339 with a zone, years 2000–2100, is expected.")
        }
        return time
    }

    private static func data(_ members: [String: JSON]) throws -> [String: JSON] {
        guard let data = members["data"], data != .null else {
            throw Refusal(.missingField, "data", "The event has no data.")
        }
        guard let object = data.object else {
            throw Refusal(.invalidField, "data", "An object is expected, not \(data.typeName).")
        }
        return object
    }
}
