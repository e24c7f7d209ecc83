import Foundation
import GRDB
import Model

/// Checks a ledger file without trusting who wrote it: every link of the chain from the first
/// entry to the last, every hash anew, seq without gaps, ids unique, triggers in place.
///
/// Reads in one snapshot, a row at a time; a writer may go on meanwhile.
public enum LedgerVerifier {
    /// - Throws: `LedgerFileError`
    public static func verify(path: String) throws -> LedgerReport {
        let queue = try LedgerFile.open(path)
        return try queue.read { database in
            var walk = ChainWalk()
            do {
                try walk.run(database)
                try checkUnique(database)
                try checkTriggers(database)
                return walk.report(nil)
            } catch let failure as LedgerFailure {
                return walk.report(failure)
            } catch let error as DatabaseError {
                return walk.report(
                    .unreadable(
                        after: walk.head.seq, reason: error.message ?? "\(error.resultCode)"))
            }
        }
    }

    private static func checkUnique(_ database: Database) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT max(seq), event_id FROM entry NOT INDEXED
                GROUP BY event_id HAVING count(*) > 1 ORDER BY 1 LIMIT 1
                """)
        if let row { throw LedgerFailure.duplicate(seq: row[0], eventID: row[1]) }
    }

    private static func checkTriggers(_ database: Database) throws {
        for trigger in LedgerSchema.triggers {
            let found = try String.fetchOne(
                database,
                sql: "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?",
                arguments: [trigger.name])
            guard found == trigger.sql else { throw LedgerFailure.trigger(name: trigger.name) }
        }
    }
}

/// One walk along the chain.
private struct ChainWalk {
    private(set) var head = ChainHead.origin

    private static let columns = [
        "seq", "event_id", "cause_id", "type", "subject", "occurred_at", "recorded_at", "payload",
        "prev_hash", "hash",
    ]

    // Bytes, so that the hash is of what the file holds and nothing is copied.
    private static let sql = """
        SELECT seq, CAST(event_id AS BLOB), CAST(cause_id AS BLOB), CAST(type AS BLOB),
            CAST(subject AS BLOB), CAST(occurred_at AS BLOB), CAST(recorded_at AS BLOB),
            CAST(payload AS BLOB), prev_hash, hash
        FROM entry ORDER BY seq
        """

    mutating func run(_ database: Database) throws {
        let rows = try Row.fetchCursor(database, sql: Self.sql)
        while let row = try rows.next() {
            guard let seq: Int64 = row[0] else {
                throw LedgerFailure.malformed(seq: head.seq + 1, column: "seq")
            }
            guard seq == head.seq + 1 else {
                throw LedgerFailure.gap(expected: head.seq + 1, found: seq)
            }
            try check(row, seq: seq)
        }
    }

    private mutating func check(_ row: Row, seq: Int64) throws {
        var chain = ChainHash()
        chain.add(String(seq))
        for index in 1...8 {
            try row.withUnsafeData(atIndex: index) { data in
                guard let data else {
                    // Only the subject may be absent.
                    guard index == 4 else {
                        throw LedgerFailure.malformed(seq: seq, column: Self.columns[index])
                    }
                    return chain.addNull()
                }
                if index == 8, !data.elementsEqual(head.hash) {
                    throw LedgerFailure.brokenLink(seq: seq)
                }
                data.withUnsafeBytes { chain.add($0) }
            }
        }
        let hash = chain.finish()
        let isRight = try row.withUnsafeData(atIndex: 9) { $0?.elementsEqual(hash) ?? false }
        guard isRight else { throw LedgerFailure.altered(seq: seq) }
        head = ChainHead(seq: seq, hash: hash)
    }

    func report(_ failure: LedgerFailure?) -> LedgerReport {
        LedgerReport(entries: head.seq, headHash: head.hash.hex, failure: failure)
    }
}
