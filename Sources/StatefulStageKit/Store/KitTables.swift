import Foundation
import GRDB
import Model
import StageKit

// The runner's own tables; their names start with `kit_`, a stage's never do.

/// A message that waits to be published. Rows leave in the order of `sequence`.
struct OutboxRow: Sendable, Hashable {
    let sequence: Int64
    let message: Message
}

/// What the store knows of an event it has seen.
struct KnownEvent: Sendable {
    let digest: Data
    /// It ended in the dead letters.
    let isDead: Bool
    /// The last replay of it that was handled.
    let replay: String?
}

enum KitTables {
    static func register(in migrator: inout DatabaseMigrator) {
        migrator.registerMigration("kit-1") { database in
            try database.execute(
                sql: """
                    CREATE TABLE kit_meta(
                        name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
                    CREATE TABLE kit_inbox(
                        event_id BLOB PRIMARY KEY, digest BLOB NOT NULL, position INTEGER NOT NULL,
                        trace TEXT NOT NULL, dead INTEGER NOT NULL DEFAULT 0, replay TEXT
                    ) WITHOUT ROWID;
                    CREATE TABLE kit_conflict(
                        event_id BLOB, digest BLOB, PRIMARY KEY(event_id, digest)) WITHOUT ROWID;
                    CREATE TABLE kit_outbox(
                        seq INTEGER PRIMARY KEY, exchange TEXT NOT NULL, routing_key TEXT NOT NULL,
                        message_id TEXT NOT NULL, body BLOB NOT NULL);
                    CREATE TABLE kit_buried(
                        seq INTEGER PRIMARY KEY, at TEXT NOT NULL, error TEXT NOT NULL,
                        body BLOB NOT NULL);
                    """)
        }
        migrator.registerMigration("kit-2") { database in
            // Ids that were known before the column are as good as seen on the day it came.
            try database.execute(
                sql: "ALTER TABLE kit_inbox ADD COLUMN day INTEGER NOT NULL DEFAULT 0")
        }
        migrator.registerMigration("kit-3") { database in
            // Absent: an event of the pipeline, without headers.
            try database.execute(
                sql: """
                    ALTER TABLE kit_outbox ADD COLUMN content_type TEXT;
                    ALTER TABLE kit_outbox ADD COLUMN headers TEXT;
                    CREATE TABLE kit_repeat(
                        event_id BLOB PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
                    """)
        }
    }

    // MARK: Meta

    static func integer(_ name: String, _ database: Database) throws -> Int64? {
        try Int64.fetchOne(
            database.cachedStatement(sql: "SELECT value FROM kit_meta WHERE name = ?"),
            arguments: [name])
    }

    static func set(
        _ name: String, _ value: some DatabaseValueConvertible, _ database: Database
    ) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO kit_meta(name, value) VALUES(?, ?)
                ON CONFLICT(name) DO UPDATE SET value = excluded.value
                """
        ).execute(arguments: [name, value])
    }

    // MARK: Inbox

    /// Enters an event. - Returns: whether it was unknown
    static func enter(
        _ id: EventID, digest: Data, position: Int64, trace: String, isDead: Bool,
        replay: String?, day: Int64, _ database: Database
    ) throws -> Bool {
        try database.cachedStatement(
            sql: """
                INSERT INTO kit_inbox(event_id, digest, position, trace, dead, replay, day)
                VALUES(?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [id.data, digest, position, trace, isDead, replay, day])
        return database.changesCount > 0
    }

    static func known(_ id: EventID, _ database: Database) throws -> KnownEvent? {
        let statement = try database.cachedStatement(
            sql: "SELECT digest, dead, replay FROM kit_inbox WHERE event_id = ?")
        return try Row.fetchOne(statement, arguments: [id.data]).map {
            KnownEvent(digest: $0["digest"], isDead: $0["dead"], replay: $0["replay"])
        }
    }

    static func mark(_ id: EventID, isDead: Bool, replay: String?, _ database: Database) throws {
        try database.cachedStatement(
            sql: "UPDATE kit_inbox SET dead = ?, replay = ? WHERE event_id = ?"
        ).execute(arguments: [isDead, replay, id.data])
    }

    /// The same event came again, sent anew.
    static func repeated(_ id: EventID, _ database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO kit_repeat(event_id, count) VALUES(?, 1)
                ON CONFLICT(event_id) DO UPDATE SET count = count + 1
                """
        ).execute(arguments: [id.data])
    }

    static func trace(_ id: EventID, _ database: Database) throws -> Traceparent? {
        let statement = try database.cachedStatement(
            sql: "SELECT trace FROM kit_inbox WHERE event_id = ?")
        return try String.fetchOne(statement, arguments: [id.data]).flatMap(Traceparent.init)
    }

    /// - Returns: whether this content was not yet known to conflict
    static func enterConflict(_ id: EventID, digest: Data, _ database: Database) throws -> Bool {
        try database.cachedStatement(
            sql: "INSERT INTO kit_conflict(event_id, digest) VALUES(?, ?) ON CONFLICT DO NOTHING"
        ).execute(arguments: [id.data, digest])
        return database.changesCount > 0
    }

    static func bury(_ body: [UInt8], error: String, at now: Instant, _ database: Database) throws {
        try database.cachedStatement(
            sql: "INSERT INTO kit_buried(at, error, body) VALUES(?, ?, ?)"
        ).execute(arguments: [now.rfc3339, error, Data(body)])
    }

    // MARK: Outbox

    static func append(_ row: OutboxRow, _ database: Database) throws {
        let message = row.message
        try database.cachedStatement(
            sql: """
                INSERT INTO kit_outbox(
                    seq, exchange, routing_key, message_id, body, content_type, headers)
                VALUES(?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: [
                row.sequence, message.exchange, message.routingKey, message.messageID ?? "",
                Data(message.body),
                message.contentType == Event.contentType ? nil : message.contentType,
                message.headers.isEmpty ? nil : JSON(texts: message.headers).canonicalText,
            ])
    }

    static func outbox(
        after sequence: Int64, limit: Int, _ database: Database
    ) throws -> [OutboxRow] {
        let statement = try database.cachedStatement(
            sql: "SELECT * FROM kit_outbox WHERE seq > ? ORDER BY seq LIMIT ?")
        return try Row.fetchAll(statement, arguments: [sequence, limit]).map { row in
            let body: Data = row["body"]
            let headers = try (row["headers"] as String?).map { try JSONReader.read($0) }
            return OutboxRow(
                sequence: row["seq"],
                message: Message(
                    exchange: row["exchange"], routingKey: row["routing_key"], body: Array(body),
                    contentType: row["content_type"] ?? Event.contentType,
                    messageID: row["message_id"],
                    headers: (headers?.object ?? [:]).compactMapValues(\.string)))
        }
    }

    static func removeOutbox(through sequence: Int64, _ database: Database) throws {
        try database.cachedStatement(sql: "DELETE FROM kit_outbox WHERE seq <= ?")
            .execute(arguments: [sequence])
    }

    static func lastOutboxSequence(_ database: Database) throws -> Int64 {
        try Int64.fetchOne(database, sql: "SELECT max(seq) FROM kit_outbox") ?? 0
    }

    static func outboxCount(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM kit_outbox") ?? 0
    }
}

extension JSON {
    fileprivate init(texts: [String: String]) { self = .object(texts.mapValues { .string($0) }) }
}

extension EventID {
    /// The 32 bytes of the hash.
    var data: Data { Data(hexDigits: hex) }
}

extension Data {
    /// The bytes that lower-case hexadecimal digits stand for.
    init(hexDigits text: String) {
        func value(_ digit: UInt8) -> UInt8 { digit < 0x61 ? digit &- 0x30 : digit &- 0x57 }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        var high: UInt8?
        for digit in text.utf8 {
            if let first = high {
                bytes.append(value(first) << 4 | value(digit))
                high = nil
            } else {
                high = digit
            }
        }
        self.init(bytes)
    }
}
