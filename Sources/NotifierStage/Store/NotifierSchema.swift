import GRDB

/// The notifier's tables. Times are milliseconds since 1970.
enum NotifierSchema {
    static let sql = """
        CREATE TABLE contact (
            person TEXT PRIMARY KEY,
            phone TEXT NOT NULL,
            line TEXT NOT NULL,
            language TEXT,
            name TEXT
        ) WITHOUT ROWID;
        CREATE TABLE request (
            id TEXT PRIMARY KEY,
            person TEXT NOT NULL,
            language TEXT,
            name TEXT,
            address TEXT,
            site_contact TEXT,
            text TEXT NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX request_by_person ON request (person);
        CREATE TABLE notification (
            id TEXT PRIMARY KEY,
            cause TEXT NOT NULL,
            purpose TEXT NOT NULL,
            variant TEXT,
            person TEXT NOT NULL,
            language TEXT,
            request_id TEXT,
            offer_id TEXT,
            register_number TEXT,
            facts TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'resting', 'ready',
                'attempting', 'sent', 'delivered', 'failed', 'uncertain', 'skipped')),
            reason TEXT,
            segments INTEGER,
            attempts INTEGER NOT NULL DEFAULT 0,
            clock INTEGER NOT NULL,
            deadline INTEGER NOT NULL,
            withdrawn_by TEXT,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX notification_ready ON notification (deadline) WHERE state = 'ready';
        CREATE INDEX notification_clock ON notification (clock)
            WHERE state IN ('waiting', 'resting');
        CREATE INDEX notification_attempting ON notification (id) WHERE state = 'attempting';
        CREATE INDEX notification_by_offer ON notification (offer_id)
            WHERE offer_id IS NOT NULL;
        CREATE INDEX notification_by_person ON notification (person, purpose);
        CREATE TABLE forgotten (
            notification_id TEXT PRIMARY KEY,
            is_begun INTEGER NOT NULL DEFAULT 0
        ) WITHOUT ROWID;
        """

    static let unsaidOffers = "CREATE TABLE unsaid_offer (id TEXT PRIMARY KEY) WITHOUT ROWID"
}
