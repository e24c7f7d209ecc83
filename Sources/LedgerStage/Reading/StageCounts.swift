import Foundation
import GRDB
import Model
import StatefulStageKit

/// What a stage took in and how much of it is answered.
public struct StageCount: Hashable, Sendable {
    /// Distinct messages that are the stage's, as far as the chamber's files tell.
    public var known: Int
    /// Those that it has handled.
    public var settled: Int
    /// Those that it gave up, and that no replay has settled.
    public var dead: Int

    public init(known: Int, settled: Int, dead: Int) {
        self.known = known
        self.settled = settled
        self.dead = dead
    }
}

// Contract §5, by stage. The ledger has every event of the chamber; what a stage has handled its
// own store tells (`kit_inbox`), and of a stage without one the ledger.
extension LedgerReader {
    /// The classifier's account: what it was asked to read, and has read. - Throws: `DatabaseError`
    public func classifierCount() throws -> StageCount {
        try stageCount(
            "classifier", types: ["request.accepted", "triage.requested"], store: nil,
            fate: """
                iif(taken.event_id IN
                    (SELECT cause_id FROM entry WHERE type = 'request.classified'), 0, NULL)
                """)
    }

    /// The account of a stage with a store: every entry of a type that is bound to its queue is in
    /// its inbox, or waits. What was said before the inbox's horizon (`InboxHorizon`) counts as
    /// handled: the inbox has forgotten it.
    /// - Parameters:
    ///   - stage: `matcher`, `notifier`
    ///   - types: the short types bound to its queue
    ///   - store: `<data>/<stage>-<chamber>.sqlite`; read beside its writer
    /// - Throws: `LedgerFileError.missing`, `DatabaseError`
    public func stageCount(_ stage: String, types: [String], store: String) throws -> StageCount {
        try stageCount(
            stage, types: types, store: store,
            fate: """
                coalesce(
                    (SELECT dead FROM store.kit_inbox AS inbox
                        WHERE inbox.event_id = event_key(taken.event_id)),
                    iif(taken.occurred_at < (\(Self.horizon)) AND event_id NOT IN letters, 0, NULL))
                """)
    }

    /// When what the inbox remembers begins; a store that has not forgotten yet has none.
    private static let horizon = """
        SELECT strftime('%Y-%m-%dT%H:%M:%fZ',
            (CAST(value AS INTEGER) - \(InboxHorizon.days)) * 86400, 'unixepoch')
        FROM store.kit_meta WHERE name = 'inbox-day'
        """

    /// - Parameter fate: SQL for 0 = handled, 1 = given up, NULL = neither
    private func stageCount(
        _ stage: String, types: [String], store: String?, fate: String
    ) throws -> StageCount {
        let marks = databaseQuestionMarks(count: types.count)
        return try attaching(store.map { [$0] } ?? []) { database in
            let row = try Row.fetchOne(
                database,
                sql: """
                    WITH letters AS (
                        SELECT cause_id FROM entry WHERE type = 'dead.recorded'
                            AND payload ->> '$.data.stage' = ?
                    ), taken AS (
                        SELECT event_id, occurred_at FROM entry WHERE type IN (\(marks))
                    ), fate AS (
                        SELECT \(fate) AS dead, event_id IN letters AS has_letter FROM taken
                        -- What was no event, or none of the ledger's, and was given up.
                        UNION ALL SELECT 1, 1 FROM (
                            SELECT DISTINCT cause_id FROM letters
                            WHERE cause_id NOT IN (SELECT event_id FROM taken))
                    )
                    SELECT count(*), count(*) FILTER (WHERE dead = 0),
                        count(*) FILTER (WHERE dead = 1 OR (dead IS NULL AND has_letter))
                    FROM fate
                    """, arguments: [stage] + StatementArguments(types))
            return StageCount(
                known: row?[0] ?? 0, settled: row?[1] ?? 0, dead: row?[2] ?? 0)
        }
    }

    /// The ledger's own account: what was said in the chamber is an entry. What other stages have
    /// handled and the ledger does not know is missing, or waits in its queue.
    /// - Parameter stores: those of the chamber's other stages
    /// - Throws: `LedgerFileError.missing`, `DatabaseError`
    public func ledgerCount(stores: [String]) throws -> StageCount {
        try attaching(stores) { database in
            let missing = stores.indices.map { index in
                """
                SELECT lower(hex(inbox.event_id)) AS id
                FROM \(Self.alias(index)).kit_inbox AS inbox
                WHERE NOT EXISTS (
                    SELECT 1 FROM entry WHERE event_id = lower(hex(inbox.event_id)))
                """
            }.joined(separator: " UNION ")
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT
                        (SELECT count(*) FROM entry
                            WHERE payload ->> '$.source' <> 'stage/ledger'
                                OR type = 'dead.recorded'),
                        (SELECT count(*) FROM kit_buried) + (
                            SELECT count(DISTINCT cause_id) FROM entry AS letter
                            WHERE type = 'dead.recorded' AND payload ->> '$.data.stage' = 'ledger'
                                AND NOT EXISTS (SELECT 1 FROM entry
                                    WHERE event_id = letter.cause_id)),
                        \(missing.isEmpty ? "0" : "(SELECT count(*) FROM (\(missing)))")
                    """)
            let entries: Int = row?[0] ?? 0
            let dead: Int = row?[1] ?? 0
            return StageCount(
                known: entries + dead + (row?[2] ?? 0), settled: entries, dead: dead)
        }
    }

    private static func alias(_ index: Int) -> String { index == 0 ? "store" : "store\(index)" }

    /// Reads other stages' files in one go with the ledger's.
    private func attaching<Result>(
        _ stores: [String], _ body: (Database) throws -> Result
    ) throws -> Result {
        for path in stores where !FileManager.default.fileExists(atPath: path) {
            throw LedgerFileError.missing(path: path)
        }
        return try queue.writeWithoutTransaction { database in
            for (index, path) in stores.enumerated() {
                try database.execute(
                    sql: "ATTACH DATABASE ? AS \(Self.alias(index))", arguments: [path])
            }
            defer {
                for index in stores.indices {
                    try? database.execute(sql: "DETACH DATABASE \(Self.alias(index))")
                }
            }
            database.add(function: Self.eventKey)
            return try body(database)
        }
    }

    /// 64 hexadecimal digits as the 32 bytes by which inboxes know an event.
    private static let eventKey = DatabaseFunction(
        "event_key", argumentCount: 1, pure: true
    ) { values in
        guard let hex = String.fromDatabaseValue(values[0]) else { return nil }
        var bytes = Data(capacity: 32)
        var digits = hex.utf8.makeIterator()
        while let high = digits.next(), let low = digits.next() {
            bytes.append(value(of: high) << 4 | value(of: low))
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt8 {
        digit < 0x61 ? digit &- 0x30 : digit &- 0x57
    }
}
