import GRDB
import Model

/// One message to one person and what has become of it.
struct Notification: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "notification"

    /// Where it stands.
    enum State: String, Codable, Hashable, Sendable {
        /// The person's number has not been heard of yet.
        case waiting
        /// A failed attempt; the next one has its time.
        case resting
        case ready
        /// Handed to the sender; the end is not known.
        case attempting
        case sent, delivered, failed, uncertain, skipped
    }

    /// `n` and 16 hexadecimal digits.
    var id: String
    /// The event that asked for it.
    var cause: EventID
    var purpose: NotificationPurpose
    /// The case of the purpose that the template is chosen by: `gas`.
    var variant: String?
    var person: PersonID
    /// `nil`: the person's own, where known.
    var language: Language?
    var requestID: String?
    var offerID: String?
    var registerNumber: RegisterNumber?
    /// What the template is filled with, nothing personal.
    var facts: Facts
    var state: State
    var reason: String?
    var segments: Int?
    var attempts = 0
    /// Milliseconds since 1970, all of these. When a `waiting` one is given up, or a `resting`
    /// one tried again.
    var clock: Int64
    /// After this it is not worth sending.
    var deadline: Int64
    /// The event that took the offer back while it was being sent.
    var withdrawnBy: EventID?
    var createdAt: Int64
    var updatedAt: Int64

    enum CodingKeys: String, CodingKey {
        case id, cause, purpose, variant, person, language, facts, state, reason, segments
        case attempts, clock, deadline
        case requestID = "request_id"
        case offerID = "offer_id"
        case registerNumber = "register_number"
        case withdrawnBy = "withdrawn_by"
        case createdAt = "created_at"
        case updatedAt = "updated_at"
    }
}

/// What an event gives a template, nothing personal: names are looked up in the reader's language.
struct Facts: Codable, Hashable, Sendable {
    var trade: TradeID?
    /// The other trade that may be meant.
    var otherTrade: TradeID?
    var quartier: QuartierID?
    var urgency: Urgency?
    /// The four digits of an offer.
    var code: String?
    /// How long an artisan has to answer.
    var minutes: Int?
    /// The public service to ring.
    var number: String?
}

/// How a person is reached. The same person always has the same number: `person` is a hash of it.
struct Contact: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "contact"

    var person: PersonID
    /// E.164.
    var phone: String
    var line: PhoneLine
    var language: Language?
    /// An artisan's, from the register.
    var name: String?
}

/// What an artisan is told of a request, and the family's wishes.
struct RequestNote: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "request"

    var id: String
    var person: PersonID
    /// Chosen by the person.
    var language: Language?
    var name: String?
    var address: String?
    var siteContact: String?
    var text: String

    enum CodingKeys: String, CodingKey {
        case id, person, language, name, address, text
        case siteContact = "site_contact"
    }
}
