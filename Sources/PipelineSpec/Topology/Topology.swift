/// The pipeline files as one checked value: every exchange, event, queue and binding there is.
public struct Topology: Hashable, Sendable {
    /// The names of the pipelines, in the order of the files.
    public let pipelines: [String]
    public let exchanges: [Exchange]
    public let events: [EventRule]
    public let queues: [QueueFamily]

    public init(
        pipelines: [String], exchanges: [Exchange], events: [EventRule], queues: [QueueFamily]
    ) {
        self.pipelines = pipelines
        self.exchanges = exchanges
        self.events = events
        self.queues = queues
    }

    public func exchange(_ name: String) -> Exchange? { exchanges.first { $0.name == name } }

    public func queue(_ name: String) -> QueueFamily? { queues.first { $0.name == name } }

    /// The events that a party says, by exchange, in the order of the files.
    public func events(saidBy party: Party) -> [EventRule] {
        events.filter { $0.speakers.contains(party) }
    }

    /// The channels that hear what became of their inputs.
    public var channelsWithFeedback: [ChannelName] {
        Set(queues.flatMap(\.channels)).sorted()
    }

    /// Everybody with an account at the broker, stages first.
    public var accounts: [Party] { Party.all + channelsWithFeedback.map(Party.channel) }

    /// The families that a party reads.
    public func families(of party: Party) -> [QueueFamily] {
        queues.filter { $0.reader == party }
    }
}
