import GRDB

/// The tables of a ledger file and what keeps them append-only.
///
/// Triggers are a seat-belt against mistakes; the proof is the chain, and in the end a checkpoint
/// kept elsewhere.
enum LedgerSchema {
    static let tables = """
        CREATE TABLE entry (
            seq INTEGER PRIMARY KEY,
            event_id TEXT NOT NULL UNIQUE,
            cause_id TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT,
            occurred_at TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            payload TEXT NOT NULL,
            prev_hash BLOB NOT NULL,
            hash BLOB NOT NULL
        );
        CREATE INDEX entry_by_subject ON entry (subject, type);
        CREATE INDEX entry_by_type ON entry (type);
        -- What became of an input. An index over every cause would halve the ledger's pace.
        CREATE INDEX entry_by_input ON entry (cause_id)
            WHERE payload ->> '$.source' = 'stage/intake';
        CREATE TABLE dead_letter (
            id TEXT PRIMARY KEY,
            event_id TEXT NOT NULL UNIQUE,
            recorded_at TEXT NOT NULL,
            stage TEXT NOT NULL,
            queue TEXT NOT NULL,
            reason TEXT NOT NULL,
            error TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            original_id TEXT,
            original_type TEXT,
            headers TEXT NOT NULL,
            exchange TEXT NOT NULL,
            routing_key TEXT NOT NULL,
            content_type TEXT,
            key_id TEXT,
            sealed BLOB,
            state TEXT NOT NULL CHECK (state IN ('recorded', 'replayed', 'dropped'))
        ) WITHOUT ROWID;
        """

    /// By name. The verifier compares them with what the file holds.
    static let triggers: [(name: String, sql: String)] = [
        (
            "entry_no_update",
            """
            CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry
            BEGIN
                SELECT RAISE(ABORT, 'the ledger is append-only: no UPDATE');
            END
            """
        ),
        (
            "entry_no_delete",
            """
            CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry
            BEGIN
                SELECT RAISE(ABORT, 'the ledger is append-only: no DELETE');
            END
            """
        ),
        (
            // INSERT OR REPLACE deletes the row in its way without firing the DELETE trigger.
            "entry_append_only",
            """
            CREATE TRIGGER entry_append_only BEFORE INSERT ON entry
            BEGIN
                SELECT RAISE(ABORT, 'the ledger is append-only: seq is not the next one')
                WHERE NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry);
                SELECT RAISE(ABORT, 'the ledger is append-only: event_id is known')
                WHERE EXISTS (SELECT 1 FROM entry WHERE event_id = NEW.event_id);
                SELECT RAISE(ABORT, 'the ledger is append-only: prev_hash is not the last hash')
                WHERE NEW.prev_hash IS NOT
                    coalesce((SELECT hash FROM entry WHERE seq = NEW.seq - 1), zeroblob(32));
            END
            """
        ),
    ]

    static func create(_ database: Database) throws {
        try database.execute(sql: tables)
        for trigger in triggers { try database.execute(sql: trigger.sql) }
        for view in LedgerViews.all { try database.execute(sql: view) }
    }

    /// Views hold nothing: those of a file made by an earlier version give way to today's.
    static func replaceViews(_ database: Database) throws {
        let names = try String.fetchAll(
            database, sql: "SELECT name FROM sqlite_schema WHERE type = 'view'")
        for name in names { try database.execute(sql: "DROP VIEW \(name)") }
        for view in LedgerViews.all { try database.execute(sql: view) }
    }
}
