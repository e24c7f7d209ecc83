import Foundation
import GRDB
import Model
import StatefulStageKit

/// The ledger's tables inside a transaction.
public struct LedgerStore: StageStore {
    private let database: Database

    public init(_ database: Database) { self.database = database }

    public static func registerMigrations(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("ledger 1: entries, dead letters, views") { database in
            try LedgerSchema.create(database)
        }
        migrator.registerMigration("ledger 2: views on what ended twice") { database in
            try LedgerSchema.replaceViews(database)
        }
        migrator.registerMigration("ledger 3: views by the time of what was said") { database in
            try LedgerSchema.replaceViews(database)
        }
    }

    /// The last link of the chain; `ChainHead.origin` before the first entry.
    func head() throws -> ChainHead {
        let row = try Row.fetchOne(
            database, sql: "SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1")
        return row.map { ChainHead(seq: $0[0], hash: Array($0[1] as Data)) } ?? .origin
    }

    func holds(eventID: String) throws -> Bool {
        try Bool.fetchOne(
            database.cachedStatement(
                sql: "SELECT EXISTS (SELECT 1 FROM entry WHERE event_id = ?)"),
            arguments: [eventID]) == true
    }

    func append(_ entry: LedgerEntry, after head: ChainHead) throws -> ChainHead {
        let hash = entry.hash(after: head.hash)
        try database.cachedStatement(
            sql: """
                INSERT INTO entry (seq, event_id, cause_id, type, subject, occurred_at,
                    recorded_at, payload, prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            entry.seq, entry.eventID, entry.causeID, entry.type, entry.subject, entry.occurredAt,
            entry.recordedAt, entry.payload, Data(head.hash), Data(hash),
        ])
        return ChainHead(seq: entry.seq, hash: hash)
    }

    func add(_ letter: DeadLetterRow) throws {
        try database.execute(
            sql: """
                INSERT INTO dead_letter (id, event_id, recorded_at, stage, queue, reason, error,
                    attempts, original_id, original_type, headers, exchange, routing_key,
                    content_type, key_id, sealed, state)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'recorded')
                """,
            arguments: [
                letter.id, letter.eventID, letter.recordedAt, letter.stage, letter.queue,
                letter.reason, letter.error, letter.attempts, letter.originalID,
                letter.originalType, letter.headers, letter.exchange, letter.routingKey,
                letter.contentType, letter.keyID, letter.sealed.map { Data($0) },
            ])
    }

    func markReplayed(deadLetter id: String) throws {
        try database.execute(
            sql: "UPDATE dead_letter SET state = 'replayed' WHERE id = ?", arguments: [id])
    }

    /// Drops the body with it.
    func markDropped(deadLetter id: String) throws {
        try database.execute(
            sql: "UPDATE dead_letter SET state = 'dropped', sealed = NULL WHERE id = ?",
            arguments: [id])
    }

    /// Neither replayed nor dropped.
    func openDeadLetters() throws -> Int {
        try Int.fetchOne(
            database, sql: "SELECT count(*) FROM dead_letter WHERE state = 'recorded'") ?? 0
    }

    /// - Returns: `nil` where there is no such letter
    func letter(_ id: String) throws -> FiledDeadLetter? {
        try Row.fetchOne(
            database,
            sql: """
                SELECT letter.*, entry.payload ->> '$.data.bodyBytes' AS body_bytes
                FROM dead_letter AS letter JOIN entry ON entry.event_id = letter.event_id
                WHERE letter.id = ?
                """, arguments: [id]
        ).map { row in
            FiledDeadLetter(
                row: DeadLetterRow(
                    id: row["id"], eventID: row["event_id"], recordedAt: row["recorded_at"],
                    stage: row["stage"], queue: row["queue"], reason: row["reason"],
                    error: row["error"], attempts: row["attempts"], originalID: row["original_id"],
                    originalType: row["original_type"], headers: row["headers"],
                    exchange: row["exchange"], routingKey: row["routing_key"],
                    contentType: row["content_type"], keyID: row["key_id"],
                    sealed: (row["sealed"] as Data?).map { Array($0) }),
                state: row["state"], bodyBytes: row["body_bytes"])
        }
    }
}

/// Where the chain stands.
struct ChainHead: Hashable, Sendable {
    var seq: Int64
    var hash: [UInt8]

    static let origin = ChainHead(seq: 0, hash: ChainHash.origin)
}

/// A dead letter as it is filed.
struct FiledDeadLetter {
    let row: DeadLetterRow
    /// `recorded`, `replayed` or `dropped`.
    let state: String
    /// The size of the message as it came; `nil` where the letter does not tell.
    let bodyBytes: Int?

    func isWhole(_ body: [UInt8]) -> Bool { bodyBytes.map { $0 == body.count } ?? true }

    var headers: [String: String] {
        let json = try? JSONReader.read(row.headers)
        return (json?.object ?? [:]).compactMapValues(\.string)
    }
}

/// A row of `dead_letter`, its body sealed.
struct DeadLetterRow {
    var id: String
    var eventID: String
    var recordedAt: String
    var stage: String
    var queue: String
    var reason: String
    var error: String
    var attempts: Int64
    var originalID: String?
    var originalType: String?
    var headers: String
    var exchange: String
    var routingKey: String
    var contentType: String?
    var keyID: String?
    var sealed: [UInt8]?
}
