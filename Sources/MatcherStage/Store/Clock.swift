import GRDB
import Model

/// A durable clock: something happens at a time unless something else happens first.
struct Clock: Codable, Hashable, Sendable, FetchableRecord {
    enum Kind: String, Codable, Hashable, Sendable {
        /// The offer's message was not sent in time.
        case offerSend = "offer-send"
        /// The artisan did not answer in time.
        case offerAnswer = "offer-answer"
        /// The family did not answer the question in time.
        case question
        /// Nobody whom the request waits for became free in time.
        case waiting
        /// An assigned job of which nobody reported is taken for done.
        case jobEnd = "job-end"
        case conventionStart = "convention-start"
        case conventionEnd = "convention-end"
        /// The subject of a parked event did not appear in time.
        case parked
    }

    var kind: Kind
    var subject: String
    /// Milliseconds since 1970.
    var at: Int64
    /// What a ringing clock answers: the input at which it was set.
    var cause: EventID

    /// Names this ringing among all: a clock set again for another time is another one.
    var name: String { "\(kind.rawValue):\(subject):\(at)" }
}

extension MatcherStore {
    /// Sets a clock, or sets it anew.
    func set(_ kind: Clock.Kind, _ subject: String, at: Instant, cause: EventID) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO clock(kind, subject, at, cause) VALUES (?, ?, ?, ?)
                ON CONFLICT(kind, subject) DO UPDATE SET at = excluded.at, cause = excluded.cause
                """
        ).execute(arguments: [kind.rawValue, subject, at.milliseconds, cause.hex])
    }

    func cancel(_ kind: Clock.Kind, _ subject: String) throws {
        try database.cachedStatement(sql: "DELETE FROM clock WHERE kind = ? AND subject = ?")
            .execute(arguments: [kind.rawValue, subject])
    }

    /// When the first clock rings.
    func nextRinging() throws -> Instant? {
        try Int64.fetchOne(database.cachedStatement(sql: "SELECT min(at) FROM clock"))
            .map { Instant(milliseconds: $0) }
    }

    /// The clock that rings first; ties in a fixed order.
    func firstClock() throws -> Clock? {
        try Clock.fetchOne(
            database.cachedStatement(
                sql: "SELECT * FROM clock ORDER BY at, kind, subject LIMIT 1"))
    }
}
