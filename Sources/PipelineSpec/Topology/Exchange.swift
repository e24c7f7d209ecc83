/// A durable topic exchange.
public struct Exchange: Hashable, Sendable {
    /// What the routing key begins with.
    public enum Key: String, Codable, Hashable, Sendable, CaseIterable {
        /// The event's short type: `request.accepted`.
        case type
        /// The stage that speaks: `matcher`.
        case speaker
        /// The channel that is told: `web`.
        case channel
        /// Anything: the messages are not events of the pipeline.
        case free
    }

    public let name: String
    /// Who may publish to it; empty: the broker alone.
    public let writers: Set<Party>
    public let key: Key
    /// The routing key ends in the chamber.
    public let isPartitioned: Bool
    /// Where the broker takes what no queue of this exchange wants (`alternate-exchange`).
    public let unrouted: String?

    public init(
        name: String, writers: Set<Party>, key: Key, isPartitioned: Bool, unrouted: String?
    ) {
        self.name = name
        self.writers = writers
        self.key = key
        self.isPartitioned = isPartitioned
        self.unrouted = unrouted
    }
}

/// An event that travels on an exchange.
public struct EventRule: Hashable, Sendable {
    /// The short type: `request.accepted`.
    public let name: String
    public let exchange: String
    /// Who says it.
    public let speakers: Set<Party>

    public init(name: String, exchange: String, speakers: Set<Party>) {
        self.name = name
        self.exchange = exchange
        self.speakers = speakers
    }
}
