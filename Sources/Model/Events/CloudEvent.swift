// The wire form of an event: the structured mode of CloudEvents 1.0 (JSON event format).

/// Why bytes are not an event of the pipeline.
public enum EventFormatError: Error, Hashable, Sendable {
    case missing(attribute: String)
    case invalid(attribute: String)
}

extension Event {
    /// The content type of every message, inputs and events alike.
    public static let contentType = "application/cloudevents+json"

    /// What stands before and after a short type in the CloudEvents attribute `type`.
    public static let typePrefix = "dz.cam."
    public static let typeSuffix = ".v1"

    /// `dz.cam.request.accepted.v1` → `request.accepted`; `nil` for a type of somebody else.
    public static func shortType(_ type: String) -> String? {
        guard type.hasPrefix(typePrefix), type.hasSuffix(typeSuffix),
            type.utf8.count > typePrefix.utf8.count + typeSuffix.utf8.count
        else { return nil }
        return String(type.dropFirst(typePrefix.count).dropLast(typeSuffix.count))
    }

    /// The body of the message that carries this event.
    public var body: [UInt8] {
        var members: [String: JSON] = [
            "specversion": "1.0", "id": .string(id.hex), "source": .string(source),
            "type": .string(Self.typePrefix + type + Self.typeSuffix),
            "time": .string(time.rfc3339), "datacontenttype": "application/json",
            "chamber": .string(chamber.text), "causeid": .string(causeID.hex),
            "traceparent": .string(traceparent.text), "data": data,
        ]
        if let subject { members["subject"] = .string(subject) }
        return JSON.object(members).canonicalBytes
    }

    /// Reads an event that a stage has said.
    /// - Throws: `JSONError`, `EventFormatError`
    public init(body: [UInt8]) throws {
        let json = try JSONReader.read(body)
        func text(_ name: String) throws -> String {
            guard let value = json[name] else { throw EventFormatError.missing(attribute: name) }
            guard let text = value.string else { throw EventFormatError.invalid(attribute: name) }
            return text
        }
        func parsed<Value>(_ name: String, _ parse: (String) -> Value?) throws -> Value {
            guard let value = parse(try text(name)) else {
                throw EventFormatError.invalid(attribute: name)
            }
            return value
        }
        guard try text("specversion") == "1.0" else {
            throw EventFormatError.invalid(attribute: "specversion")
        }
        guard let data = json["data"] else { throw EventFormatError.missing(attribute: "data") }
        self.init(
            id: try parsed("id", EventID.init(hex:)), source: try text("source"),
            type: try parsed("type", Self.shortType),
            subject: json["subject"] == nil ? nil : try text("subject"),
            chamber: try parsed("chamber", ChamberCode.init),
            time: try parsed("time", Instant.init(rfc3339:)),
            causeID: try parsed("causeid", EventID.init(hex:)),
            traceparent: try parsed("traceparent", Traceparent.init), data: data)
    }
}
