/// A queue of the files: one queue at the broker, or one a chamber. Always durable and quorum.
public struct QueueFamily: Hashable, Sendable {
    /// One queue, or one a chamber.
    public enum Partition: String, Codable, Hashable, Sendable, CaseIterable {
        /// One queue for all.
        case whole = "none"
        /// One queue a chamber.
        case chamber
        /// And one for chamber 00, where what could not be read is filed.
        case chamberAndUnread = "chamber+00"
        /// One queue for each channel that wants feedback.
        case channel
    }

    /// What the family takes from an exchange.
    public struct Binding: Hashable, Sendable {
        public let exchange: String
        /// Without the chamber, which follows from the partition of queue and exchange.
        public let pattern: RoutingPattern

        public init(exchange: String, pattern: RoutingPattern) {
            self.exchange = exchange
            self.pattern = pattern
        }
    }

    /// How a stage takes from the queue.
    public struct Reading: Hashable, Sendable {
        /// Unacknowledged deliveries at most.
        public let prefetch: Int
        /// Deliveries handled in one go at most.
        public let batch: Int
        /// Bytes; a larger body is refused unread.
        public let maxBody: Int
        /// Bytes of headers and properties.
        public let maxHeaders: Int
        /// Where refused raw messages go.
        public let rejected: String?

        public init(prefetch: Int, batch: Int, maxBody: Int, maxHeaders: Int, rejected: String?) {
            self.prefetch = prefetch
            self.batch = batch
            self.maxBody = maxBody
            self.maxHeaders = maxHeaders
            self.rejected = rejected
        }
    }

    /// `matcher`
    public let name: String
    public let reader: Party
    public let partition: Partition
    public let isSingleActiveConsumer: Bool
    public let bindings: [Binding]
    /// Bindings of single chambers besides, whole: by chamber code.
    public let extraBindings: [String: [Binding]]
    /// `nil`: no stage reads it.
    public let reading: Reading?
    public let policy: QueuePolicy
    /// The channels that have a queue of a family partitioned by channel.
    public let channels: [ChannelName]

    public init(
        name: String, reader: Party, partition: Partition, isSingleActiveConsumer: Bool,
        bindings: [Binding], extraBindings: [String: [Binding]], reading: Reading?,
        policy: QueuePolicy, channels: [ChannelName] = []
    ) {
        self.channels = channels.sorted()
        self.name = name
        self.reader = reader
        self.partition = partition
        self.isSingleActiveConsumer = isSingleActiveConsumer
        self.bindings = bindings
        self.extraBindings = extraBindings
        self.reading = reading
        self.policy = policy
    }

    /// The chambers that have a queue of this family, of those given; one `nil` if not partitioned.
    /// Of a family partitioned by channel, the channels.
    public func chambers(of all: [String]) -> [String?] {
        switch partition {
        case .whole: [nil]
        case .chamber: Set(all).subtracting([Name.unreadChamber]).sorted()
        case .chamberAndUnread: Set(all).union([Name.unreadChamber]).sorted()
        case .channel: channels.map(\.rawValue)
        }
    }

    /// The name at the broker: `matcher.31`, `feedback.web`.
    public func queueName(chamber: String?) -> String {
        chamber.map { "\(name).\($0)" } ?? name
    }

    /// Matches the names of the family's queues at the broker and no other.
    public var expression: String {
        let tail =
            switch partition {
            case .whole: ""
            case .chamber, .chamberAndUnread: "\\.\(Name.chamberExpression)"
            case .channel: "\\.(\(channels.map(\.rawValue).joined(separator: "|")))"
            }
        return "\(Name.literal(name))\(tail)"
    }
}

/// What a broker policy says of a queue. All of it can be changed while the queue is in use.
public struct QueuePolicy: Hashable, Sendable {
    /// What a full queue does.
    public enum Overflow: String, Codable, Hashable, Sendable, CaseIterable {
        /// The publisher is told no and keeps the message.
        case rejectPublish = "reject-publish"
        /// The oldest messages go.
        case dropHead = "drop-head"
    }

    /// Where the broker itself sends what a queue gives up.
    public struct DeadLetter: Hashable, Sendable {
        public let exchange: String
        /// The routing key there; `nil`: the message's own.
        public let key: String?

        public init(exchange: String, key: String?) {
            self.exchange = exchange
            self.key = key
        }
    }

    /// How often a delivery may come back. RabbitMQ ignores the limit when it is text, and 4.x has
    /// one of 20 where none is set: so it is always set, as a number.
    public static let unlimitedDeliveries = Int(Int32.max)

    public let deliveryLimit: Int
    public let maxMessages: Int?
    /// Bytes of bodies.
    public let maxBytes: Int?
    public let overflow: Overflow
    /// Milliseconds.
    public let timeToLive: Int?
    public let deadLetter: DeadLetter?

    public init(
        deliveryLimit: Int, maxMessages: Int?, maxBytes: Int?, overflow: Overflow,
        timeToLive: Int?, deadLetter: DeadLetter?
    ) {
        self.deliveryLimit = deliveryLimit
        self.maxMessages = maxMessages
        self.maxBytes = maxBytes
        self.overflow = overflow
        self.timeToLive = timeToLive
        self.deadLetter = deadLetter
    }

    /// As the broker wants it.
    public var definition: [String: ArgumentValue] {
        var definition: [String: ArgumentValue] = [
            "delivery-limit": .integer(deliveryLimit), "overflow": .text(overflow.rawValue),
        ]
        definition["max-length"] = maxMessages.map { .integer($0) }
        definition["max-length-bytes"] = maxBytes.map { .integer($0) }
        definition["message-ttl"] = timeToLive.map { .integer($0) }
        if let deadLetter {
            definition["dead-letter-exchange"] = .text(deadLetter.exchange)
            definition["dead-letter-routing-key"] = deadLetter.key.map { .text($0) }
            // The weaker strategy loses what cannot be routed at that moment.
            definition["dead-letter-strategy"] = .text("at-least-once")
        }
        return definition
    }
}
