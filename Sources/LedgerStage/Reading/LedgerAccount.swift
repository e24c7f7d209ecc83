import GRDB
import Model

/// What became of an input (contract §5).
public enum InputOutcome: String, Hashable, Sendable {
    case settled, rejected, dead
}

/// Inputs counted by outcome; each stands in one of them. What is known and in none is queued.
public struct InputCount: Hashable, Sendable {
    public var settled = 0
    public var rejected = 0
    public var dead = 0

    public var known: Int { settled + rejected + dead }

    public init(settled: Int = 0, rejected: Int = 0, dead: Int = 0) {
        self.settled = settled
        self.rejected = rejected
        self.dead = dead
    }

    mutating func add(_ outcome: InputOutcome, _ count: Int) {
        switch outcome {
        case .settled: settled += count
        case .rejected: rejected += count
        case .dead: dead += count
        }
    }
}

/// What a stage took in and how much of it is answered.
public struct StageCount: Hashable, Sendable {
    /// Distinct events of the ledger that are bound to the stage.
    public var known: Int
    /// Those that it has applied or answered.
    public var settled: Int
    /// Those that it gave up and nobody replayed.
    public var dead: Int

    public init(known: Int, settled: Int, dead: Int) {
        self.known = known
        self.settled = settled
        self.dead = dead
    }
}

/// Contract §5 in figures, out of the ledgers alone.
///
/// An input is what intake answers: the cause of an entry that intake has said, or of a letter
/// that died there. It counts once: settled before rejected before dead, so a replayed letter
/// that went through is settled.
public struct LedgerAccount: Hashable, Sendable {
    /// By exchange: `maalem.in`, `maalem.commands`.
    public let inputs: [String: InputCount]

    /// - Parameters:
    ///   - chambers: the ledgers of all chambers but `00`
    ///   - unreadable: the ledger of chamber `00`; an input that died there and was replayed is
    ///     counted in its own chamber
    /// - Throws: `DatabaseError`
    public init(chambers: [LedgerReader], unreadable: LedgerReader? = nil) throws {
        var inputs: [String: InputCount] = [:]
        for reader in chambers {
            for (exchange, outcome, count) in try reader.inputCounts() {
                inputs[exchange, default: InputCount()].add(outcome, count)
            }
        }
        for (id, exchange, outcome) in try unreadable?.inputs() ?? [] {
            let isElsewhere = try chambers.contains { try $0.outcome(ofInput: id) != nil }
            if !isElsewhere { inputs[exchange, default: InputCount()].add(outcome, 1) }
        }
        self.inputs = inputs
    }

    /// Over all exchanges.
    public var total: InputCount {
        inputs.values.reduce(into: InputCount()) { sum, count in
            sum.add(.settled, count.settled)
            sum.add(.rejected, count.rejected)
            sum.add(.dead, count.dead)
        }
    }
}

extension LedgerReader {
    /// One input a row: id, exchange, and the best outcome as 3, 2, 1.
    private static let inputSQL = """
        SELECT cause_id AS input,
            max(CASE
                WHEN type = 'input.rejected' THEN payload ->> '$.data.exchange'
                WHEN type = 'dead.recorded' THEN
                    iif(payload ->> '$.data.queue' LIKE 'intake.commands%'
                        OR payload ->> '$.data.exchange' = 'maalem.commands',
                        'maalem.commands', 'maalem.in')
                WHEN type IN ('request.accepted', 'reply.parsed', 'delivery.reported',
                    'artisan.application.submitted') THEN 'maalem.in'
                ELSE 'maalem.commands' END) AS exchange,
            max(CASE type WHEN 'input.rejected' THEN 2 WHEN 'dead.recorded' THEN 1 ELSE 3 END)
                AS rank
        FROM entry
        WHERE payload ->> '$.source' = 'stage/intake'
        """

    private static func outcome(rank: Int) -> InputOutcome {
        switch rank {
        case 3: .settled
        case 2: .rejected
        default: .dead
        }
    }

    func inputCounts() throws -> [(exchange: String, outcome: InputOutcome, count: Int)] {
        try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT exchange, rank, count(*) FROM (\(Self.inputSQL) GROUP BY cause_id)
                    GROUP BY exchange, rank
                    """
            ).map { ($0[0], Self.outcome(rank: $0[1]), $0[2]) }
        }
    }

    func inputs() throws -> [(id: EventID, exchange: String, outcome: InputOutcome)] {
        try queue.read { database in
            try Row.fetchAll(database, sql: "\(Self.inputSQL) GROUP BY cause_id").compactMap {
                row in
                EventID(hex: row[0]).map { ($0, row[1], Self.outcome(rank: row[2])) }
            }
        }
    }

    /// What became of one input; `nil`: the ledger does not know it (yet).
    /// - Throws: `DatabaseError`
    public func outcome(ofInput id: EventID) throws -> InputOutcome? {
        try queue.read { database in
            try Row.fetchOne(
                database.cachedStatement(
                    sql: "\(Self.inputSQL) AND cause_id = ? GROUP BY cause_id"),
                arguments: [id.hex]
            ).map { Self.outcome(rank: $0[2]) }
        }
    }

    /// The classifier's account: what it was asked to read, and has read. - Throws: `DatabaseError`
    public func classifierCount() throws -> StageCount {
        try stageCount(
            "classifier", types: ["request.accepted", "triage.requested"],
            answered: """
                taken.event_id IN
                    (SELECT cause_id FROM entry WHERE type = 'request.classified')
                """)
    }

    /// The matcher's account: what is bound to its queue, and what `matcher.applied` names.
    /// - Parameter types: the short types bound to its queue
    /// - Throws: `DatabaseError`
    public func matcherCount(types: [String]) throws -> StageCount {
        try stageCount(
            "matcher", types: types,
            answered: """
                taken.event_id IN (SELECT id.value FROM entry AS applied,
                    json_each(applied.payload, '$.data.ids') AS id
                    WHERE applied.type = 'matcher.applied')
                """)
    }

    private func stageCount(_ stage: String, types: [String], answered: String) throws
        -> StageCount
    {
        let marks = databaseQuestionMarks(count: types.count)
        return try queue.read { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    WITH dead AS (
                        SELECT cause_id FROM entry WHERE type = 'dead.recorded'
                            AND payload ->> '$.data.stage' = ?
                    ), fate AS (
                        SELECT \(answered) AS is_settled, event_id IN dead AS is_dead
                        FROM entry AS taken WHERE type IN (\(marks))
                    )
                    SELECT count(*), count(*) FILTER (WHERE is_settled),
                        count(*) FILTER (WHERE is_dead AND NOT is_settled) FROM fate
                    """, arguments: [stage] + StatementArguments(types))
            return StageCount(
                known: row?[0] ?? 0, settled: row?[1] ?? 0, dead: row?[2] ?? 0)
        }
    }
}
