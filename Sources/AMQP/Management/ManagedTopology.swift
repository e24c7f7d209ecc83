import Model

/// An exchange as the management API shows it.
public struct ManagedExchange: Codable, Hashable, Sendable {
    public var name: String
    public var type: String
    public var durable: Bool
    public var autoDelete: Bool
    public var `internal`: Bool
    public var arguments: [String: JSON]

    private enum CodingKeys: String, CodingKey {
        case name, type, durable, `internal`, arguments
        case autoDelete = "auto_delete"
    }
}

/// A queue as the management API shows it; figures are `nil` until the broker has counted.
public struct ManagedQueue: Codable, Hashable, Sendable {
    public var name: String
    /// `quorum`, `classic`, `stream`
    public var type: String
    public var durable: Bool
    public var autoDelete: Bool
    public var exclusive: Bool
    public var arguments: [String: JSON]
    /// The name of the policy in force.
    public var policy: String?
    public var effectivePolicyDefinition: JSON?
    /// Messages that wait; messages handed out and not acknowledged.
    public var messagesReady: Int?
    public var messagesUnacknowledged: Int?
    public var consumers: Int?
    /// The node that leads the queue: `rabbit@host`.
    public var leader: String?
    /// Bytes of the bodies of all its messages.
    public var messageBytes: Int?
    /// `nil` where nothing ever came or the broker has not counted yet.
    public var messageStats: MessageStats?

    private enum CodingKeys: String, CodingKey {
        case name, type, durable, exclusive, arguments, policy, consumers, leader
        case autoDelete = "auto_delete"
        case effectivePolicyDefinition = "effective_policy_definition"
        case messagesReady = "messages_ready"
        case messagesUnacknowledged = "messages_unacknowledged"
        case messageBytes = "message_bytes"
        case messageStats = "message_stats"
    }
}

/// How fast messages come and go.
public struct MessageStats: Codable, Hashable, Sendable {
    /// Messages a second.
    public struct Rate: Codable, Hashable, Sendable {
        public var rate: Double
    }

    public var publishDetails: Rate?
    public var ackDetails: Rate?

    private enum CodingKeys: String, CodingKey {
        case publishDetails = "publish_details"
        case ackDetails = "ack_details"
    }
}

/// A node of the cluster.
struct ManagedNode: Codable, Hashable, Sendable {
    var name: String
    var memoryAlarm: Bool?
    var diskAlarm: Bool?
    var running: Bool?

    private enum CodingKeys: String, CodingKey {
        case name, running
        case memoryAlarm = "mem_alarm"
        case diskAlarm = "disk_free_alarm"
    }
}

/// A binding of a queue to an exchange.
public struct ManagedBinding: Codable, Hashable, Sendable {
    /// The exchange; empty: the default one, which binds every queue by its name.
    public var source: String
    public var destination: String
    public var destinationType: String
    public var routingKey: String

    private enum CodingKeys: String, CodingKey {
        case source, destination
        case destinationType = "destination_type"
        case routingKey = "routing_key"
    }
}

/// A policy: limits and dead-lettering for the queues whose names match.
public struct ManagedPolicy: Codable, Hashable, Sendable {
    public var name: String
    public var pattern: String
    public var applyTo: String
    public var definition: [String: JSON]
    public var priority: Int

    public init(
        name: String, pattern: String, applyTo: String, definition: [String: JSON], priority: Int
    ) {
        self.name = name
        self.pattern = pattern
        self.applyTo = applyTo
        self.definition = definition
        self.priority = priority
    }

    private enum CodingKeys: String, CodingKey {
        case name, pattern, definition, priority
        case applyTo = "apply-to"
    }
}

/// What an account may do in the virtual host: regular expressions over names.
public struct ManagedPermission: Codable, Hashable, Sendable {
    public var user: String
    public var configure: String
    public var write: String
    public var read: String

    public init(user: String, configure: String, write: String, read: String) {
        self.user = user
        self.configure = configure
        self.write = write
        self.read = read
    }
}

/// What an account may do on a topic exchange: regular expressions over routing keys.
public struct ManagedTopicPermission: Codable, Hashable, Sendable {
    public var user: String
    public var exchange: String
    public var write: String
    public var read: String

    public init(user: String, exchange: String, write: String, read: String) {
        self.user = user
        self.exchange = exchange
        self.write = write
        self.read = read
    }
}

/// An account; its password is not shown.
public struct ManagedUser: Codable, Hashable, Sendable {
    public var name: String
}
