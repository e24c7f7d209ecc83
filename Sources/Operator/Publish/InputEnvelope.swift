import Model

/// An input as channels and operators write it: a CloudEvents 1.0 event in structured JSON mode
/// (contract §1).
public struct InputEnvelope: Hashable, Sendable {
    /// By which exchange an input comes.
    public enum Way: String, Hashable, Sendable {
        case requests = "maalem.in"
        case commands = "maalem.commands"
    }

    public var way: Way
    public var source: String
    public var id: String
    /// The short type; the routing key too.
    public var type: String
    /// RFC 3339; `nil`: none is said.
    public var time: Instant?
    public var data: JSON

    public init(
        way: Way, source: String, id: String, type: String, time: Instant? = nil, data: JSON
    ) {
        self.way = way
        self.source = source
        self.id = id
        self.type = type
        self.time = time
        self.data = data
    }

    /// By what the system knows the input from its acceptance on.
    public var eventID: EventID { EventID(source: source, id: id) }

    public var body: [UInt8] {
        var members: [String: JSON] = [
            "specversion": "1.0", "id": .string(id), "source": .string(source),
            "type": .string(Event.typePrefix + type + Event.typeSuffix),
            "datacontenttype": "application/json", "data": data,
        ]
        if let time { members["time"] = .string(time.rfc3339) }
        return JSON.object(members).canonicalBytes
    }

    public var message: RawInput {
        RawInput(exchange: way.rawValue, routingKey: type, body: body, eventID: eventID)
    }
}

/// The bytes of an input and where they go.
public struct RawInput: Hashable, Sendable {
    public var exchange: String
    public var routingKey: String
    public var body: [UInt8]
    public var eventID: EventID

    public init(exchange: String, routingKey: String, body: [UInt8], eventID: EventID) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.eventID = eventID
    }
}
