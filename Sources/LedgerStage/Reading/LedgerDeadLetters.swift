import Foundation
import GRDB
import Model

/// A message that a stage gave up, as the ledger keeps it.
public struct StoredDeadLetter: Hashable, Sendable {
    public let id: String
    public let eventID: String
    public let recordedAt: String
    public let stage: String
    public let queue: String
    public let reason: String
    /// Of the last attempt.
    public let error: String
    /// Of each attempt, the first one first.
    public let errors: [String]
    public let attempts: Int
    public let originalID: String?
    public let originalType: String?
    /// Canonical JSON.
    public let headers: String
    /// Where it was published, and how; a replay publishes it there again.
    public let exchange: String
    public let routingKey: String
    public let contentType: String?
    /// The size of the message as it came.
    public let bodyBytes: Int?
    /// The letter whose replay failed again and became this one.
    public let previous: String?
    /// `recorded`, `replayed` or `dropped`.
    public let state: String
    /// The entry of the message itself, where it is an event that the ledger has.
    public let told: LedgerEntry?
    /// The message as it came; `nil` without the vault, or once it was dropped.
    public let body: [UInt8]?
}

/// What came of a replayed letter, as far as the ledger can tell.
public enum ReplayOutcome: Hashable, Sendable {
    /// Its queue has handled it: another entry answers it, or the matcher says it has applied it.
    case settled
    /// It failed again and is this letter now.
    case failedAgain(String)
    /// Nothing answers it, yet or ever: not every message is answered by another.
    case unknown
}

extension LedgerReader {
    private static let letterSQL = """
        SELECT letter.*, dead.payload ->> '$.data.errors' AS errors,
            dead.payload ->> '$.data.bodyBytes' AS body_bytes,
            dead.payload ->> '$.data.previous' AS previous,
            told.seq, told.event_id AS told_id, told.cause_id, told.type, told.subject,
            told.occurred_at, told.recorded_at AS told_at, told.payload
        FROM dead_letter AS letter
        JOIN entry AS dead ON dead.event_id = letter.event_id
        LEFT JOIN entry AS told ON told.event_id = letter.original_id
        """

    /// A dead letter with its body, which only a reader with the vault gets; `nil` where there is
    /// no such letter. - Throws: `SealError`, `DatabaseError`
    public func deadLetter(_ id: String) throws -> StoredDeadLetter? {
        try letters("WHERE letter.id = ?", [id]) { row in
            guard let vault, let keyID = row["key_id"] as String?,
                let sealed = row["sealed"] as Data?
            else { return nil }
            return try vault.key(id: keyID)
                .open(Array(sealed), for: .deadLetter(row["event_id"]))
        }.first
    }

    /// Dead letters without their bodies, the oldest first.
    /// - Parameter all: those that were replayed or dropped too
    /// - Throws: `DatabaseError`
    public func deadLetters(all: Bool = false) throws -> [StoredDeadLetter] {
        try letters(
            (all ? "" : "WHERE letter.state = 'recorded'") + " ORDER BY dead.seq", [],
            opening: { _ in nil })
    }

    private func letters(
        _ clause: String, _ arguments: StatementArguments, opening: (Row) throws -> [UInt8]?
    ) throws -> [StoredDeadLetter] {
        try queue.read { database in
            try Row.fetchAll(
                database, sql: "\(Self.letterSQL) \(clause)", arguments: arguments
            ).map { StoredDeadLetter($0, body: try opening($0)) }
        }
    }

    /// What operators commanded about a letter and what the ledger did, in order.
    /// - Throws: `DatabaseError`
    public func commands(onDeadLetter id: String) throws -> [LedgerEntry] {
        try entries(subject: id).filter { $0.type != "dead.recorded" }
    }

    /// - Throws: `DatabaseError`
    public func outcome(ofReplayed letter: StoredDeadLetter) throws -> ReplayOutcome {
        try queue.read { database in
            let next = try String.fetchOne(
                database,
                sql: """
                    SELECT subject FROM entry WHERE type = 'dead.recorded'
                        AND payload ->> '$.data.previous' = ?
                    """, arguments: [letter.id])
            if let next { return .failedAgain(next) }
            let isAnswered = try Bool.fetchOne(
                database,
                sql: """
                    WITH replayed AS (
                        SELECT max(seq) AS seq FROM entry
                        WHERE subject = ?1 AND type = 'dead.replayed'
                    )
                    SELECT EXISTS (
                        SELECT 1 FROM entry WHERE seq > (SELECT seq FROM replayed)
                            AND type <> 'dead.recorded'
                            AND (cause_id = ?2 OR event_id = ?2
                                OR (type = 'matcher.applied' AND EXISTS (
                                    SELECT 1 FROM json_each(payload, '$.data.ids')
                                    WHERE value = ?2))))
                    """, arguments: [letter.id, letter.originalID])
            return isAnswered == true ? .settled : .unknown
        }
    }
}

extension StoredDeadLetter {
    fileprivate init(_ row: Row, body: [UInt8]?) {
        let error: String = row["error"]
        let list = (row["errors"] as String?).flatMap { try? JSONReader.read($0) }
        let told = (row["seq"] as Int64?).map { seq in
            LedgerEntry(
                seq: seq, eventID: row["told_id"], causeID: row["cause_id"], type: row["type"],
                subject: row["subject"], occurredAt: row["occurred_at"],
                recordedAt: row["told_at"], payload: row["payload"])
        }
        self.init(
            id: row["id"], eventID: row["event_id"], recordedAt: row["recorded_at"],
            stage: row["stage"], queue: row["queue"], reason: row["reason"], error: error,
            errors: list?.array?.compactMap(\.string) ?? [error], attempts: row["attempts"],
            originalID: row["original_id"], originalType: row["original_type"],
            headers: row["headers"], exchange: row["exchange"], routingKey: row["routing_key"],
            contentType: row["content_type"], bodyBytes: row["body_bytes"],
            previous: row["previous"], state: row["state"], told: told, body: body)
    }
}
