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

    /// The event id of a dead letter; `nil` where there is no such letter.
    func eventID(deadLetter id: String) throws -> String? {
        try String.fetchOne(
            database, sql: "SELECT event_id FROM dead_letter WHERE id = ?", arguments: [id])
    }
}

/// Where the chain stands.
struct ChainHead: Hashable, Sendable {
    var seq: Int64
    var hash: [UInt8]

    static let origin = ChainHead(seq: 0, hash: ChainHash.origin)
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
