import Foundation
import GRDB
import Model

/// Whether a vault and a ledger fit each other: they are copied one after the other.
public struct LedgerKeys: Hashable, Sendable {
    /// Keys that have sealed something in the ledger.
    public let used: Int
    /// Keys that the vault does not know: what they sealed can never be read again.
    public let missing: [String]
    /// Persons whom the ledger calls erased and whose key the vault still has: an older vault.
    public let risen: [String]

    /// - Throws: `LedgerFileError`, `DatabaseError`
    public init(ledger: String, vault: String) throws {
        let (keys, erased) = try LedgerFile.open(ledger).read { database in
            (
                try String.fetchSet(
                    database,
                    sql: """
                        SELECT payload ->> '$.data.personal.key' FROM entry
                            WHERE payload ->> '$.data.personal.key' IS NOT NULL
                        UNION SELECT key_id FROM dead_letter WHERE key_id IS NOT NULL
                        """),
                try String.fetchSet(
                    database, sql: "SELECT subject FROM entry WHERE type = 'person.erased'")
            )
        }
        let (known, holders) = try Vault.reader(path: vault).inventory()
        used = keys.count
        missing = keys.subtracting(known).sorted()
        // Who was erased and came back has a new key, made after the erasure: the vault lists both.
        risen = erased.intersection(holders).sorted()
    }
}

extension Vault {
    /// - Returns: ids of keys it has or has destroyed; holders that have a key and none destroyed
    fileprivate func inventory() throws -> (known: Set<String>, neverErased: Set<String>) {
        try queue.read { database in
            (
                try String.fetchSet(
                    database, sql: "SELECT id FROM key UNION SELECT id FROM erased"),
                try String.fetchSet(
                    database, sql: "SELECT holder FROM key EXCEPT SELECT holder FROM erased")
            )
        }
    }
}

/// What the ledger has from the matcher after one of its positions.
public struct LedgerGap: Hashable, Sendable {
    /// The last position that the ledger has heard of.
    public let position: Int64
    /// Requests and others that those inputs were about, with their types.
    public let subjects: [String: Set<String>]
}

extension LedgerReader {
    /// What the matcher applied after a position, as far as the ledger heard: what a matcher that
    /// was restored to that position knows nothing of.
    /// - Throws: `DatabaseError`, `JSONError`
    public func applied(after position: Int64) throws -> LedgerGap {
        try queue.read { database in
            var last: Int64 = 0
            var subjects: [String: Set<String>] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT payload ->> '$.data.position', payload ->> '$.data.ids' FROM entry
                    WHERE type = 'matcher.applied' AND payload ->> '$.data.position' > ?
                    """, arguments: [position])
            while let row = try rows.next() {
                last = max(last, row[0])
                for id in try JSONReader.read(row[1] as String).array ?? [] {
                    let entry = try Row.fetchOne(
                        database, sql: "SELECT subject, type FROM entry WHERE event_id = ?",
                        arguments: [id.string])
                    guard let entry, let subject = entry[0] as String? else { continue }
                    subjects[subject, default: []].insert(entry[1])
                }
            }
            return LedgerGap(position: last, subjects: subjects)
        }
    }

    /// What the ledger last heard of notifications, by their id: `sent`, `delivered`, …
    /// - Throws: `DatabaseError`
    public func told(of notifications: Set<String>) throws -> [String: String] {
        try queue.read { database in
            var told: [String: String] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT payload ->> '$.data.notificationId', substr(type, 14) FROM entry
                    WHERE type IN ('notification.sent', 'notification.delivered',
                        'notification.uncertain', 'notification.failed', 'notification.skipped')
                    ORDER BY seq
                    """)
            while let row = try rows.next() {
                let id: String = row[0]
                if notifications.contains(id) { told[id] = row[1] }
            }
            return told
        }
    }
}
