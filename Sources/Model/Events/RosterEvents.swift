// What the matcher says about artisans, conventions, cases, commands and its own work.

/// `artisan.checked-in`, `artisan.checked-out`.
public struct ArtisanPresence: Codable, Hashable, Sendable {
    public static let checkedIn = "artisan.checked-in"
    public static let checkedOut = "artisan.checked-out"

    public var registerNumber: RegisterNumber
    public var person: PersonID
    public var until: Instant?

    public init(registerNumber: RegisterNumber, person: PersonID, until: Instant? = nil) {
        self.registerNumber = registerNumber
        self.person = person
        self.until = until
    }
}

/// `convention.activated`, `convention.expired`. Dates are `YYYY-MM-DD`, local.
public struct ConventionChanged: Codable, Hashable, Sendable {
    public static let activated = "convention.activated"
    public static let expired = "convention.expired"

    public var registerNumber: RegisterNumber
    public var from: String?
    public var until: String?

    public init(registerNumber: RegisterNumber, from: String?, until: String?) {
        self.registerNumber = registerNumber
        self.from = from
        self.until = until
    }
}

/// Something needs a human.
public struct CaseOpened: EventPayload {
    public static let type = "case.opened"
    public var subject: String? { caseId }

    public var caseId: String
    public var kind: CaseKind
    /// What it is about: a request, an offer, a register number, an event id.
    public var about: String
    public var requestId: String?
    public var person: PersonID?
    public var line: PhoneLine?
    public var channel: InputChannel?
    public var language: Language?
    public var danger: DangerKind?
    /// When somebody should have dealt with it.
    public var deadline: Instant
    /// One sentence for the operator, without personal data.
    public var detail: String

    public init(
        caseId: String, kind: CaseKind, about: String, requestId: String? = nil,
        person: PersonID? = nil, line: PhoneLine? = nil, channel: InputChannel? = nil,
        language: Language? = nil, danger: DangerKind? = nil, deadline: Instant, detail: String
    ) {
        self.caseId = caseId
        self.kind = kind
        self.about = about
        self.requestId = requestId
        self.person = person
        self.line = line
        self.channel = channel
        self.language = language
        self.danger = danger
        self.deadline = deadline
        self.detail = detail
    }
}

/// `case.taken`, `case.closed`.
public struct CaseChanged: Codable, Hashable, Sendable {
    public static let taken = "case.taken"
    public static let closed = "case.closed"

    public var caseId: String
    public var kind: CaseKind
    public var owner: String
    /// For `closed`.
    public var outcome: String?
    public var reason: String

    public init(
        caseId: String, kind: CaseKind, owner: String, outcome: String? = nil, reason: String
    ) {
        self.caseId = caseId
        self.kind = kind
        self.owner = owner
        self.outcome = outcome
        self.reason = reason
    }
}

/// A valid command that cannot be done.
public struct CommandRefused: EventPayload {
    public static let type = "command.refused"
    public var subject: String? { about }

    /// The short type of the command.
    public var command: String
    public var about: String?
    /// `unknown-request`, `unknown-artisan`, `unknown-case`, `wrong-state`, `not-offered-here`, …
    public var code: String
    public var detail: String
    public var `operator`: String?

    public init(
        command: String, about: String?, code: String, detail: String, operator: String?
    ) {
        self.command = command
        self.about = about
        self.code = code
        self.detail = detail
        self.operator = `operator`
    }
}

/// The rules that hold from here on, in full (law 10).
public struct ConfigAdopted: EventPayload {
    public static let type = "config.adopted"
    public var subject: String? { nil }

    /// SHA-256 of the canonical JSON of `turns`, `quartiers` and `trades`.
    public var hash: String
    public var rulesVersion: String
    public var turns: JSON
    public var quartiers: JSON
    public var trades: JSON

    public init(hash: String, rulesVersion: String, turns: JSON, quartiers: JSON, trades: JSON) {
        self.hash = hash
        self.rulesVersion = rulesVersion
        self.turns = turns
        self.quartiers = quartiers
        self.trades = trades
    }
}

/// Which inputs the matcher applied, in which order, at which time (law 10).
public struct MatcherApplied: EventPayload {
    public static let type = "matcher.applied"
    public var subject: String? { nil }

    /// The position of the last of `ids`; positions count from 1 without gaps.
    public var position: Int64
    public var now: Instant
    /// Event ids in the order applied; a clock is `clock:<name>`, adopted rules `config:<hash>`.
    public var ids: [String]

    public init(position: Int64, now: Instant, ids: [String]) {
        self.position = position
        self.now = now
        self.ids = ids
    }
}
