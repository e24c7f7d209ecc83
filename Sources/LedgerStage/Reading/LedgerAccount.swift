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

    public static func + (left: InputCount, right: InputCount) -> InputCount {
        InputCount(
            settled: left.settled + right.settled, rejected: left.rejected + right.rejected,
            dead: left.dead + right.dead)
    }

    mutating func add(_ outcome: InputOutcome, _ count: Int) {
        switch outcome {
        case .settled: settled += count
        case .rejected: rejected += count
        case .dead: dead += count
        }
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
    /// The same by the chamber where each input is filed; `00` for what could not be read.
    public let byChamber: [ChamberCode: [String: InputCount]]

    /// - Parameters:
    ///   - chambers: the ledgers of all chambers but `00`
    ///   - unreadable: the ledger of chamber `00`; an input that died there and was replayed is
    ///     counted in its own chamber
    /// - Throws: `DatabaseError`
    public init(
        chambers: [ChamberCode: LedgerReader], unreadable: LedgerReader? = nil
    ) throws {
        var byChamber: [ChamberCode: [String: InputCount]] = [:]
        for (code, reader) in chambers {
            var counts: [String: InputCount] = [:]
            for (exchange, outcome, count) in try reader.inputCounts() {
                counts[exchange, default: InputCount()].add(outcome, count)
            }
            // What died here and, edited, went through in another chamber counts there.
            for (id, exchange) in chambers.count > 1 ? try reader.deadInputs() : [] {
                let isElsewhere = try chambers.contains { other, reader in
                    guard other != code, let outcome = try reader.outcome(ofInput: id) else {
                        return false
                    }
                    return outcome != .dead || other < code
                }
                if isElsewhere { counts[exchange]?.add(.dead, -1) }
            }
            byChamber[code] = counts
        }
        for (id, exchange, outcome) in try unreadable?.inputs() ?? [] {
            let isElsewhere = try chambers.values.contains {
                try $0.outcome(ofInput: id) != nil
            }
            if !isElsewhere {
                byChamber[.unreadable, default: [:]][exchange, default: InputCount()]
                    .add(outcome, 1)
            }
        }
        self.byChamber = byChamber
        inputs = byChamber.values.reduce(into: [:]) { sum, counts in
            sum.merge(counts) { $0 + $1 }
        }
    }

    /// Over all exchanges.
    public var total: InputCount {
        inputs.values.reduce(InputCount()) { $0 + $1 }
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

    func deadInputs() throws -> [(id: EventID, exchange: String)] {
        try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT * FROM (\(Self.inputSQL) GROUP BY cause_id) WHERE rank = 1
                    """
            ).compactMap { row in EventID(hex: row[0]).map { ($0, row[1]) } }
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
}
