import Foundation
import GRDB
import Model

/// Reads a chamber's ledger for the operator's commands. Never writes; a writer may live beside it.
public struct LedgerReader: Sendable {
    let queue: DatabaseQueue
    let vault: Vault?

    /// - Parameters:
    ///   - path: `<data>/ledger-<chamber>.sqlite`
    ///   - vault: `<data>/vault-<chamber>.sqlite`, for who may read what is sealed
    /// - Throws: `LedgerFileError`, `DatabaseError`
    public init(path: String, vault: String? = nil) throws {
        queue = try LedgerFile.open(path)
        self.vault = try vault.map { try Vault.reader(path: $0) }
    }

    /// The entry of an event; `nil` where there is none. - Throws: `DatabaseError`
    public func entry(eventID: EventID) throws -> LedgerEntry? {
        try entries("WHERE event_id = ?", [eventID.hex]).first
    }

    /// The entries about a request, artisan, case or project, as they were said.
    /// - Throws: `DatabaseError`
    public func entries(subject: String) throws -> [LedgerEntry] {
        try entries("WHERE subject = ? ORDER BY occurred_at, seq", [subject])
    }

    /// The entries about a subject, in order, with what they answer (replies), the cases that were
    /// opened because of them and what became of those, and dead letters on the way.
    /// - Throws: `DatabaseError`
    public func trace(subject: String) throws -> [LedgerEntry] {
        try entries(
            """
            WHERE seq IN (
                WITH told AS (SELECT seq, event_id, cause_id FROM entry WHERE subject = ?),
                caused AS (
                    SELECT seq, event_id, subject FROM entry
                    WHERE type IN ('case.opened', 'dead.recorded', 'command.refused')
                        AND cause_id IN (SELECT event_id FROM told UNION SELECT cause_id FROM told)
                )
                SELECT seq FROM told
                UNION SELECT seq FROM entry WHERE event_id IN (SELECT cause_id FROM told)
                UNION SELECT seq FROM caused
                UNION SELECT seq FROM entry WHERE subject IN (SELECT subject FROM caused)
                    AND type IN ('case.taken', 'case.closed', 'case.take', 'case.close',
                        'dead.replay', 'dead.replayed', 'dead.drop', 'command.refused')
            ) ORDER BY occurred_at, seq
            """, [subject])
    }

    /// The entry `offer.made` of an offer, its receipt in `payload.data.receipt`.
    /// - Throws: `DatabaseError`
    public func offer(_ offerID: String) throws -> LedgerEntry? {
        try entries(
            "WHERE type = 'offer.made' AND payload ->> '$.data.offerId' = ? LIMIT 1", [offerID]
        ).first
    }

    /// How many requests are in each state of `v_requests`. - Throws: `DatabaseError`
    public func requestsByState() throws -> [String: Int] {
        try counts("SELECT state, count(*) FROM v_requests GROUP BY state")
    }

    /// How many entries of each type there are. - Throws: `DatabaseError`
    public func entriesByType() throws -> [String: Int] {
        try counts("SELECT type, count(*) FROM entry GROUP BY type")
    }

    /// A view of contract §4, the first `limit` rows.
    /// - Throws: `DatabaseError` (a view that is not there)
    public func rows(of view: LedgerView, limit: Int = 1000) throws -> LedgerTable {
        try queue.read { database in
            let statement = try database.makeStatement(
                sql: "SELECT * FROM \(view.rawValue) LIMIT ?")
            let rows = try Row.fetchAll(statement, arguments: [limit])
            return LedgerTable(
                columns: statement.columnNames,
                rows: rows.map { row in row.databaseValues.map(JSON.init(_:)) })
        }
    }

    /// What an entry has sealed; `nil` where it has nothing personal.
    /// - Throws: `SealError`, `JSONError`, `DatabaseError`
    public func personal(of entry: LedgerEntry) throws -> JSON? {
        let payload = try JSONReader.read(entry.payload)
        guard let sealed = SealedPersonal(payload["data"]?["personal"]) else { return nil }
        guard let vault else { throw SealError.unknownKey(keyID: sealed.keyID) }
        let plain = try vault.key(id: sealed.keyID)
            .open(sealed.bytes, for: .personal(of: entry.eventID))
        return try JSONReader.read(plain)
    }

    private func counts(_ sql: String) throws -> [String: Int] {
        try queue.read { database in
            let rows = try Row.fetchAll(database, sql: sql)
            return Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as Int) })
        }
    }

    func entries(_ clause: String, _ arguments: StatementArguments) throws
        -> [LedgerEntry]
    {
        try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, event_id, cause_id, type, subject, occurred_at, recorded_at,
                        payload FROM entry \(clause)
                    """, arguments: arguments
            ).map { row in
                LedgerEntry(
                    seq: row[0], eventID: row[1], causeID: row[2], type: row[3], subject: row[4],
                    occurredAt: row[5], recordedAt: row[6], payload: row[7])
            }
        }
    }
}
