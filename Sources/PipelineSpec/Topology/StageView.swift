// What a stage needs of the topology.

/// A queue as its stage reads it.
public struct StageQueue: Hashable, Sendable {
    /// At the broker: `matcher.31`.
    public let name: String
    /// In the files: `matcher`.
    public let family: String
    /// `nil`: of all chambers.
    public let chamber: String?
    public let prefetch: Int
    public let batch: Int
    /// Bytes.
    public let maxBody: Int
    /// Bytes.
    public let maxHeaders: Int
    public let isSingleActiveConsumer: Bool
    /// Where the runner publishes the stage's dead letters; `nil`: this queue holds dead letters.
    public let deadLetterExchange: String?
    /// Where refused raw messages are kept; `nil`: the stage refuses nothing.
    public let rejectedExchange: String?
}

extension Topology {
    /// The queues that a stage reads for a chamber, or for all of them if they are not partitioned.
    /// Empty: the stage has nothing to read there.
    public func queues(of stage: Stage, chamber: String?) -> [StageQueue] {
        families(of: .stage(stage)).compactMap { family in
            guard let reading = family.reading else { return nil }
            let wanted = family.chambers(of: chamber.map { [$0] } ?? [])
            guard let own = wanted.first(where: { $0 == nil || $0 == chamber }) else { return nil }
            return StageQueue(
                name: family.queueName(chamber: own), family: family.name, chamber: own,
                prefetch: reading.prefetch, batch: reading.batch, maxBody: reading.maxBody,
                maxHeaders: reading.maxHeaders,
                isSingleActiveConsumer: family.isSingleActiveConsumer,
                deadLetterExchange: family.policy.deadLetter?.exchange,
                rejectedExchange: reading.rejected)
        }
    }

    /// Whether the stage has a queue a chamber.
    public func isPartitioned(_ stage: Stage) -> Bool {
        families(of: .stage(stage)).contains { $0.partition != .whole }
    }

    /// The exchanges on which a stage says an event; a stage says each event on one exchange.
    public func exchange(of event: String, saidBy stage: Stage) -> String? {
        events(saidBy: .stage(stage)).first { $0.name == event }?.exchange
    }

    /// The short types that a stage may say on an exchange.
    public func types(saidBy stage: Stage, on exchange: String) -> Set<String> {
        Set(events(saidBy: .stage(stage)).filter { $0.exchange == exchange }.map(\.name))
    }
}
