import GRDB

/// The matcher's tables. Times are milliseconds since 1970; ids are text.
enum Schema {
    static func register(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("matcher-1") { database in
            for statement in roster + requests + offers + work {
                try database.execute(sql: statement)
            }
        }
        migrator.registerMigration("matcher-2: names of inputs, requests in hand") { database in
            try database.execute(
                sql: """
                    CREATE TABLE input_name(
                        request TEXT PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL
                    ) WITHOUT ROWID;
                    CREATE INDEX request_open ON request(state) WHERE state IN
                        ('asking', 'rereading', 'held', 'stuck', 'offered', 'waiting');
                    """)
        }
    }

    private static let roster = [
        """
        CREATE TABLE artisan(
            register_number TEXT PRIMARY KEY, profile TEXT NOT NULL, convention TEXT,
            presence TEXT)
        """,
        """
        CREATE TABLE turn(
            register_number TEXT NOT NULL, trade TEXT NOT NULL, count INTEGER NOT NULL,
            last INTEGER, PRIMARY KEY(register_number, trade))
        """,
    ]

    private static let requests = [
        """
        CREATE TABLE request(
            id TEXT PRIMARY KEY, person TEXT NOT NULL, channel TEXT NOT NULL,
            line TEXT NOT NULL, language TEXT NOT NULL, preferred_time TEXT, state TEXT NOT NULL,
            trade TEXT, quartier TEXT, urgency TEXT NOT NULL, danger TEXT, triage TEXT,
            question TEXT, asked INTEGER NOT NULL, offers INTEGER NOT NULL,
            wave INTEGER NOT NULL, neighbour_offers INTEGER NOT NULL, assigned_to TEXT, offer TEXT,
            in_hand INTEGER NOT NULL, received_at INTEGER NOT NULL, received INTEGER NOT NULL,
            haste INTEGER GENERATED ALWAYS AS (CASE urgency WHEN 'emergency' THEN 0
                WHEN 'today' THEN 1 WHEN 'week' THEN 2 ELSE 3 END) VIRTUAL)
        """,
        "CREATE INDEX request_person ON request(person, state)",
        """
        CREATE INDEX request_waiting ON request(trade, haste, received) WHERE state = 'waiting'
        """,
        "CREATE INDEX request_in_hand ON request(assigned_to) WHERE in_hand = 1",
    ]

    /// At most one open offer of a request and of an artisan: held by the database as well.
    private static let offers = [
        """
        CREATE TABLE offer(
            id TEXT PRIMARY KEY, request TEXT NOT NULL,
            register_number TEXT NOT NULL, person TEXT NOT NULL, line TEXT NOT NULL,
            language TEXT NOT NULL, code TEXT NOT NULL, wave INTEGER NOT NULL, trade TEXT NOT NULL,
            is_neighbour INTEGER NOT NULL, send_seconds INTEGER NOT NULL,
            respond_seconds INTEGER NOT NULL, by_phone INTEGER NOT NULL, rearmed INTEGER NOT NULL,
            outcome TEXT NOT NULL, reason TEXT, turn_spent INTEGER NOT NULL, turn_before INTEGER,
            made_at INTEGER NOT NULL, sent_at INTEGER, ended_at INTEGER)
        """,
        "CREATE INDEX offer_request ON offer(request)",
        "CREATE UNIQUE INDEX offer_open_request ON offer(request) WHERE outcome = 'open'",
        """
        CREATE UNIQUE INDEX offer_open_artisan ON offer(register_number) WHERE outcome = 'open'
        """,
        """
        CREATE TABLE decision(offer TEXT PRIMARY KEY, made BLOB NOT NULL, decided BLOB NOT NULL)
        """,
    ]

    /// Cases, clocks, what waits for its subject, and the count of inputs.
    private static let work = [
        """
        CREATE TABLE case_file(
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, request TEXT,
            offer TEXT, owner TEXT, outcome TEXT, opened_at INTEGER NOT NULL,
            deadline INTEGER NOT NULL, closed_at INTEGER)
        """,
        "CREATE INDEX case_file_request ON case_file(request) WHERE closed_at IS NULL",
        """
        CREATE TABLE clock(
            kind TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, cause TEXT NOT NULL,
            PRIMARY KEY(kind, subject)) WITHOUT ROWID
        """,
        "CREATE INDEX clock_at ON clock(at, kind, subject)",
        """
        CREATE TABLE parked(
            id TEXT PRIMARY KEY, subject TEXT NOT NULL, position INTEGER NOT NULL,
            event BLOB NOT NULL)
        """,
        "CREATE INDEX parked_subject ON parked(subject, position)",
        """
        CREATE TABLE progress(
            id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL, last_now INTEGER,
            away_from INTEGER, away_until INTEGER, config TEXT)
        """,
    ]
}
