// What the matcher says about offers.

/// Why this artisan and no other: kept with every offer, so that anyone who asks gets numbers.
public struct Receipt: Codable, Hashable, Sendable {
    /// One artisan in the order of turns.
    public struct Rank: Codable, Hashable, Sendable {
        public var registerNumber: RegisterNumber
        /// Milliseconds since the artisan's last turn (or since the convention began).
        public var waitedMs: Int64
        /// Turns so far in this trade.
        public var turns: Int
        /// True where the artisan covers a neighbouring quartier and not this one.
        public var isNeighbour: Bool

        public init(
            registerNumber: RegisterNumber, waitedMs: Int64, turns: Int, isNeighbour: Bool
        ) {
            self.registerNumber = registerNumber
            self.waitedMs = waitedMs
            self.turns = turns
            self.isNeighbour = isNeighbour
        }
    }

    /// The position of the matcher's inputs at which this was decided.
    public var position: Int64
    /// The head of the order, the chosen one first.
    public var ranked: [Rank]
    /// How many were eligible in all.
    public var eligible: Int
    /// How many artisans of the trade were left out, by the first reason that applies:
    /// `no-convention`, `elsewhere`, `already-asked`, `has-open-offer`, `at-capacity`,
    /// `outside-hours`, `checked-out`, `not-qualified`.
    public var excluded: [String: Int]
    public var rulesVersion: String
    /// SHA-256 of the canonical JSON of the whole order (not only its head) and the exclusions by
    /// register number.
    public var digest: String

    public init(
        position: Int64, ranked: [Rank], eligible: Int, excluded: [String: Int],
        rulesVersion: String, digest: String
    ) {
        self.position = position
        self.ranked = ranked
        self.eligible = eligible
        self.excluded = excluded
        self.rulesVersion = rulesVersion
        self.digest = digest
    }
}

/// A job offered to one artisan.
public struct OfferMade: EventPayload {
    public static let type = "offer.made"
    public var subject: String? { requestId }

    public var offerId: String
    public var requestId: String
    public var registerNumber: RegisterNumber
    /// The artisan as a person.
    public var person: PersonID
    public var line: PhoneLine
    public var language: Language
    /// Four digits that a reply may name: `OUI 4721`.
    public var code: String
    public var wave: Int
    public var trade: TradeID
    public var quartier: QuartierID
    public var urgency: Urgency
    /// How long the artisan has from the sending of the message.
    public var respondWithinSeconds: Int
    /// After this the offer is not worth sending.
    public var expires: Instant
    public var rulesVersion: String
    public var receipt: Receipt

    public init(
        offerId: String, requestId: String, registerNumber: RegisterNumber, person: PersonID,
        line: PhoneLine, language: Language, code: String, wave: Int, trade: TradeID,
        quartier: QuartierID, urgency: Urgency, respondWithinSeconds: Int, expires: Instant,
        rulesVersion: String, receipt: Receipt
    ) {
        self.offerId = offerId
        self.requestId = requestId
        self.registerNumber = registerNumber
        self.person = person
        self.line = line
        self.language = language
        self.code = code
        self.wave = wave
        self.trade = trade
        self.quartier = quartier
        self.urgency = urgency
        self.respondWithinSeconds = respondWithinSeconds
        self.expires = expires
        self.rulesVersion = rulesVersion
        self.receipt = receipt
    }
}

/// How an offer ended: `offer.accepted`, `offer.refused`, `offer.expired`, `offer.rescinded`.
public struct OfferEnded: Codable, Hashable, Sendable {
    public static let accepted = "offer.accepted"
    public static let refused = "offer.refused"
    public static let expired = "offer.expired"
    public static let rescinded = "offer.rescinded"

    public var offerId: String
    public var requestId: String
    public var registerNumber: RegisterNumber
    public var person: PersonID
    public var line: PhoneLine
    public var language: Language
    /// For `rescinded`: `cancelled`, `assigned-by-operator`, `faster`, `undelivered`.
    public var reason: String?
    /// True where this spent a turn of the artisan.
    public var turnSpent: Bool

    public init(
        offerId: String, requestId: String, registerNumber: RegisterNumber, person: PersonID,
        line: PhoneLine, language: Language, reason: String? = nil, turnSpent: Bool
    ) {
        self.offerId = offerId
        self.requestId = requestId
        self.registerNumber = registerNumber
        self.person = person
        self.line = line
        self.language = language
        self.reason = reason
        self.turnSpent = turnSpent
    }
}

/// A reply that answers nothing that is open.
public struct ReplyUnmatched: EventPayload {
    public static let type = "reply.unmatched"
    public var subject: String? { registerNumber?.text }

    public var person: PersonID
    public var line: PhoneLine
    public var language: Language
    public var registerNumber: RegisterNumber?
    public var reply: ReplyWord
    /// `no-open-offer` or `several-open`.
    public var reason: String

    public init(
        person: PersonID, line: PhoneLine, language: Language, registerNumber: RegisterNumber?,
        reply: ReplyWord, reason: String
    ) {
        self.person = person
        self.line = line
        self.language = language
        self.registerNumber = registerNumber
        self.reply = reply
        self.reason = reason
    }
}
