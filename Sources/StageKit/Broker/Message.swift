/// A message to be published.
public struct Message: Hashable, Sendable {
    public var exchange: String
    public var routingKey: String
    public var body: [UInt8]
    public var contentType: String
    /// AMQP `message-id`.
    public var messageID: String?
    /// Headers with text values; what the pipeline itself needs, no more.
    public var headers: [String: String]

    public init(
        exchange: String, routingKey: String, body: [UInt8], contentType: String,
        messageID: String? = nil, headers: [String: String] = [:]
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.body = body
        self.contentType = contentType
        self.messageID = messageID
        self.headers = headers
    }
}

/// A message that the broker handed out and that waits for its acknowledgement.
public struct Delivery: Hashable, Sendable {
    /// Names the delivery to its consumer. Tags rise; one of a connection that is gone is stale,
    /// and acknowledging it does nothing (the broker delivers the message again).
    public struct Tag: Hashable, Sendable {
        /// Counts the consumer's connections.
        public let epoch: UInt64
        public let number: UInt64

        public init(epoch: UInt64, number: UInt64) {
            self.epoch = epoch
            self.number = number
        }
    }

    public let tag: Tag
    public let exchange: String
    public let routingKey: String
    public let redelivered: Bool
    /// How often it was handed out before and came back; `nil` where the broker does not count.
    public let returns: Int?
    public let body: [UInt8]
    public let contentType: String?
    public let messageID: String?
    /// Headers that have text values.
    public let headers: [String: String]
    /// Size of all headers and properties in bytes, as far as the client knows it.
    public let headerBytes: Int
    /// The account that published it, where the broker vouches for it (AMQP `user-id`).
    public let userID: String?

    public init(
        tag: Tag, exchange: String, routingKey: String, redelivered: Bool = false,
        returns: Int? = nil, body: [UInt8], contentType: String? = nil, messageID: String? = nil,
        headers: [String: String] = [:], headerBytes: Int = 0, userID: String? = nil
    ) {
        self.tag = tag
        self.exchange = exchange
        self.routingKey = routingKey
        self.redelivered = redelivered
        self.returns = returns
        self.body = body
        self.contentType = contentType
        self.messageID = messageID
        self.headers = headers
        self.headerBytes = headerBytes
        self.userID = userID
    }
}
