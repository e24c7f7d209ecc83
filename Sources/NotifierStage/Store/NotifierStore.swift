import GRDB
import Model
import StatefulStageKit

/// The notifier's tables inside a transaction.
public struct NotifierStore: StageStore {
    let database: Database

    public init(_ database: Database) { self.database = database }

    public static func registerMigrations(_ migrator: inout DatabaseMigrator) {
        migrator.registerMigration("notifier 1: contacts, requests, notifications") { database in
            try database.execute(sql: NotifierSchema.sql)
        }
        migrator.registerMigration("notifier 2: offers that ended unsaid") { database in
            try database.execute(sql: NotifierSchema.unsaidOffers)
        }
    }

    // MARK: - People

    func contact(_ person: PersonID) throws -> Contact? {
        try Contact.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM contact WHERE person = ?"),
            arguments: [person.text])
    }

    /// Adds a contact; what it does not tell of a known one stays.
    func remember(_ contact: Contact) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO contact (person, phone, line, language, name) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (person) DO UPDATE SET phone = excluded.phone, line = excluded.line,
                    language = coalesce(excluded.language, language),
                    name = coalesce(excluded.name, name)
                """
        ).execute(arguments: [
            contact.person.text, contact.phone, contact.line.rawValue,
            contact.language?.rawValue, contact.name,
        ])
    }

    func request(_ id: String) throws -> RequestNote? {
        try RequestNote.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM request WHERE id = ?"), arguments: [id])
    }

    func remember(_ request: RequestNote) throws {
        try request.insert(database, onConflict: .replace)
    }

    /// Forgets how to reach a person and what they wrote; the files of their messages go next.
    func forget(_ person: PersonID) throws {
        try database.execute(
            sql: """
                INSERT OR IGNORE INTO forgotten (notification_id)
                SELECT id FROM notification WHERE person = ?1 OR request_id IN
                    (SELECT id FROM request WHERE person = ?1)
                """, arguments: [person.text])
        for table in ["contact", "request"] {
            try database.execute(
                sql: "DELETE FROM \(table) WHERE person = ?", arguments: [person.text])
        }
    }

    // MARK: - Notifications

    func notification(_ id: String) throws -> Notification? {
        try one("WHERE id = ?", [id])
    }

    /// - Returns: whether it was unknown
    func add(_ notification: Notification) throws -> Bool {
        try notification.insert(database, onConflict: .ignore)
        return database.changesCount > 0
    }

    func save(_ notification: Notification) throws { try notification.update(database) }

    /// The message that carried an offer.
    func offer(_ offerID: String) throws -> Notification? {
        try one("WHERE offer_id = ? AND purpose = 'offer'", [offerID])
    }

    func waiting(for person: PersonID) throws -> [Notification] {
        try all("WHERE person = ? AND state = 'waiting' ORDER BY created_at, id", [person.text])
    }

    /// Those not yet begun that would reach a person.
    func pending(for person: PersonID) throws -> [Notification] {
        try all(
            """
            WHERE person = ? AND state IN ('waiting', 'resting', 'ready')
            ORDER BY created_at, id
            """, [person.text])
    }

    /// When a person was last told something of this purpose.
    func lastTold(_ purpose: NotificationPurpose, _ person: PersonID) throws -> Instant? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: "SELECT max(created_at) FROM notification WHERE person = ? AND purpose = ?"),
            arguments: [person.text, purpose.rawValue]
        ).map(Instant.init(milliseconds:))
    }

    /// Ready ones that are still worth sending, safety lines first.
    func ready(at now: Instant, limit: Int, onlySafety: Bool) throws -> [Notification] {
        try all(
            """
            WHERE state = 'ready' AND deadline > ? AND (purpose = 'safety' OR NOT ?)
            ORDER BY purpose = 'safety' DESC, created_at, id LIMIT ?
            """, [now.milliseconds, onlySafety, limit])
    }

    /// An offer ended of which the notifier was never told: should its message come after all, it
    /// is not sent.
    func noteEnded(offer id: String) throws {
        try database.execute(
            sql: "INSERT OR IGNORE INTO unsaid_offer (id) VALUES (?)", arguments: [id])
    }

    /// What a plan tells was taken back before it could be said: only a message that was tried
    /// again is that late.
    func isTakenBack(_ plan: Plan) throws -> Bool {
        let sql: String
        let arguments: StatementArguments
        switch plan.purpose {
        case .offer:
            (sql, arguments) = ("SELECT 1 FROM unsaid_offer WHERE id = ?", [plan.offerID])
        case .assignedFamily:
            sql = """
                SELECT 1 FROM notification
                WHERE person = ? AND purpose = 'cancelled' AND request_id = ?
                """
            arguments = [plan.person.text, plan.requestID]
        case .assignedArtisan:
            sql = "SELECT 1 FROM notification WHERE offer_id = ? AND purpose = 'offer-closed'"
            arguments = [plan.offerID]
        default: return false
        }
        return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: arguments) != nil
    }

    func attempting() throws -> [Notification] { try all("WHERE state = 'attempting'", []) }

    // MARK: - Clocks

    /// When the first `waiting`, `resting` or `ready` one is due.
    func nextClock() throws -> Instant? {
        try Int64.fetchOne(
            database.cachedStatement(
                sql: """
                    SELECT min(due) FROM (
                        SELECT min(clock) AS due FROM notification
                            WHERE state IN ('waiting', 'resting')
                        UNION ALL
                        SELECT min(deadline) FROM notification WHERE state = 'ready')
                    """)
        ).map(Instant.init(milliseconds:))
    }

    func rung(at now: Instant, limit: Int) throws -> [Notification] {
        let clocks = try all(
            "WHERE state IN ('waiting', 'resting') AND clock <= ? ORDER BY clock, id LIMIT ?",
            [now.milliseconds, limit])
        let late = try all(
            "WHERE state = 'ready' AND deadline <= ? ORDER BY deadline, id LIMIT ?",
            [now.milliseconds, limit - clocks.count])
        return clocks + late
    }

    // MARK: - Messages to be forgotten

    func forget(message id: String) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO forgotten (notification_id) VALUES (?)", arguments: [id])
    }

    /// Marks messages to be forgotten as begun. - Returns: their ids
    func beginForgetting(limit: Int) throws -> [String] {
        let ids = try String.fetchAll(
            database.cachedStatement(
                sql: "SELECT notification_id FROM forgotten WHERE NOT is_begun LIMIT ?"),
            arguments: [limit])
        for id in ids {
            try database.execute(
                sql: "UPDATE forgotten SET is_begun = 1 WHERE notification_id = ?",
                arguments: [id])
        }
        return ids
    }

    func endForgetting(_ ids: [String]) throws {
        for id in ids {
            try database.execute(
                sql: "DELETE FROM forgotten WHERE notification_id = ?", arguments: [id])
        }
    }

    /// What was begun and not ended begins again.
    func resumeForgetting() throws {
        try database.execute(sql: "UPDATE forgotten SET is_begun = 0 WHERE is_begun")
    }

    private func one(_ clause: String, _ arguments: StatementArguments) throws -> Notification? {
        try Notification.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM notification \(clause)"),
            arguments: arguments)
    }

    private func all(_ clause: String, _ arguments: StatementArguments) throws -> [Notification] {
        try Notification.fetchAll(
            database.cachedStatement(sql: "SELECT * FROM notification \(clause)"),
            arguments: arguments)
    }
}
