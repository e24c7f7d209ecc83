import Foundation
import GRDB
import Model

/// Work offered to one artisan.
struct Offer: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "offer"

    enum Outcome: String, Codable, Hashable, Sendable {
        case open, accepted, refused, expired, rescinded
    }

    /// Why an offer was taken back; the words of `offer.rescinded`.
    enum Reason: String, Codable, Hashable, Sendable {
        case cancelled, undelivered
        case assignedByOperator = "assigned-by-operator"
        /// An operator changed the trade or the place.
        case reclassified
        /// The convention is no longer active.
        case conventionEnded = "convention-ended"
    }

    var id: String
    var request: String
    var registerNumber: RegisterNumber
    var person: PersonID
    var line: PhoneLine
    var language: Language
    var code: String
    var wave: Int
    var trade: TradeID
    var isNeighbour: Bool
    var sendSeconds: Int
    var respondSeconds: Int
    /// An operator telephones: nothing could be sent.
    var byPhone = false
    /// Whether an outage already gave it more time.
    var rearmed = false
    var outcome = Outcome.open
    var reason: Reason?
    var turnSpent = false
    /// When the artisan's turn before this one was, in milliseconds since 1970.
    var turnBefore: Int64?
    /// Milliseconds since 1970, all three.
    var madeAt: Int64
    var sentAt: Int64?
    var endedAt: Int64?

    enum CodingKeys: String, CodingKey {
        case id, request, person, line, language, code, wave, trade, rearmed, outcome, reason
        case registerNumber = "register_number"
        case isNeighbour = "is_neighbour"
        case sendSeconds = "send_seconds"
        case respondSeconds = "respond_seconds"
        case byPhone = "by_phone"
        case turnSpent = "turn_spent"
        case turnBefore = "turn_before"
        case madeAt = "made_at"
        case sentAt = "sent_at"
        case endedAt = "ended_at"
    }
}

extension MatcherStore {
    func offer(_ id: String) throws -> Offer? {
        try Offer.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM offer WHERE id = ?"), arguments: [id])
    }

    func openOffer(of request: String) throws -> Offer? {
        try Offer.fetchOne(
            database.cachedStatement(
                sql: "SELECT * FROM offer WHERE request = ? AND outcome = 'open'"),
            arguments: [request])
    }

    /// Who was asked for this job in this trade before.
    func asked(for request: String, in trade: TradeID) throws -> Set<RegisterNumber> {
        let numbers = try String.fetchAll(
            database.cachedStatement(
                sql: "SELECT register_number FROM offer WHERE request = ? AND trade = ?"),
            arguments: [request, trade.text])
        return Set(numbers.compactMap { RegisterNumber($0) })
    }

    func insert(_ offer: Offer) throws { try offer.insert(database) }

    func save(_ offer: Offer) throws { try offer.update(database) }

    /// Keeps why an offer was made: its event, and the whole order of which the receipt shows the
    /// head.
    func keep(_ made: OfferMade, decided: [UInt8]) throws {
        try database.cachedStatement(
            sql: "INSERT INTO decision(offer, made, decided) VALUES (?, ?, ?)"
        ).execute(arguments: [
            made.offerId, Data(try JSON(encoding: made).canonicalBytes), Data(decided),
        ])
    }
}
