// Operators' commands and channels' reports, as intake passes them on: each under the short type
// of its input. Personal members move to `personal`, `person` is added (law 9).

/// Who commanded, and why; every command carries both (contract §1).
public protocol Command: EventPayload {
    var `operator`: String { get }
    var reason: String { get }
}

/// Opening hours of an artisan: for each day that is worked, from–until in minutes after local
/// midnight (0…1440; a span that ends before it begins goes past midnight). Days are ISO numbers
/// as text, "1" = Monday … "7" = Sunday; a day that is not named is not worked.
public struct WorkingHours: Codable, Hashable, Sendable {
    /// From–until of one day, minutes after local midnight.
    public struct Span: Codable, Hashable, Sendable {
        public var from: Int
        public var until: Int

        public init(from: Int, until: Int) {
            self.from = from
            self.until = until
        }
    }

    public var days: [String: Span]

    public init(days: [String: Span]) { self.days = days }
}

/// `artisan.registered` and `artisan.updated`: the whole record each time.
public struct ArtisanRecord: Codable, Hashable, Sendable {
    /// What names or reaches the artisan (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        public var phone: String
        public var name: String

        public init(phone: String, name: String) {
            self.phone = phone
            self.name = name
        }
    }

    public var registerNumber: RegisterNumber
    public var person: PersonID
    public var line: PhoneLine
    public var kind: ArtisanKind
    public var mode: ArtisanMode
    public var trades: [TradeID]
    public var quartiers: [QuartierID]
    public var homeQuartier: QuartierID?
    /// `nil`: reachable at any hour.
    public var hours: WorkingHours?
    /// How many members a cooperative has.
    public var members: Int?
    /// How many jobs at a time; `nil`: the turn rules' default.
    public var capacity: Int?
    /// What the artisan may do beyond the trade: `gas`.
    public var qualifications: [String]?
    public var language: Language?
    /// Orders the records of one artisan; a lower one than the last seen is late and ignored.
    public var sequence: Int?
    public var `operator`: String
    public var reason: String
    public var personal: Personal

    public init(
        registerNumber: RegisterNumber, person: PersonID, line: PhoneLine, kind: ArtisanKind,
        mode: ArtisanMode, trades: [TradeID], quartiers: [QuartierID],
        homeQuartier: QuartierID? = nil, hours: WorkingHours? = nil, members: Int? = nil,
        capacity: Int? = nil, qualifications: [String]? = nil, language: Language? = nil,
        sequence: Int? = nil, operator: String, reason: String, personal: Personal
    ) {
        self.registerNumber = registerNumber
        self.person = person
        self.line = line
        self.kind = kind
        self.mode = mode
        self.trades = trades
        self.quartiers = quartiers
        self.homeQuartier = homeQuartier
        self.hours = hours
        self.members = members
        self.capacity = capacity
        self.qualifications = qualifications
        self.language = language
        self.sequence = sequence
        self.operator = `operator`
        self.reason = reason
        self.personal = personal
    }
}

/// The short types of commands and reports whose payload serves several of them.
public enum CommandType {
    public static let artisanRegistered = "artisan.registered"
    public static let artisanUpdated = "artisan.updated"
    public static let conventionSigned = "convention.signed"
    public static let conventionSuspended = "convention.suspended"
    public static let conventionResumed = "convention.resumed"
    public static let conventionTerminated = "convention.terminated"
    public static let availabilityChanged = "artisan.availability.changed"
    public static let requestCancel = "request.cancel"
    public static let requestReclassify = "request.reclassify"
    public static let requestAssign = "request.assign"
    public static let jobReport = "job.report"
    public static let caseTake = "case.take"
    public static let caseClose = "case.close"
    public static let deadReplay = "dead.replay"
    public static let deadDrop = "dead.drop"
    public static let personErase = "person.erase"
    public static let projectAnnounced = "project.announced"
    public static let deliveryReported = "delivery.reported"
    public static let applicationSubmitted = "artisan.application.submitted"
}

/// `convention.signed`, `.suspended`, `.resumed`, `.terminated`. Dates are `YYYY-MM-DD`, local.
public struct ConventionCommand: Codable, Hashable, Sendable {
    public var registerNumber: RegisterNumber
    public var from: String?
    public var until: String?
    public var terms: String?
    public var `operator`: String
    public var reason: String

    public init(
        registerNumber: RegisterNumber, from: String? = nil, until: String? = nil,
        terms: String? = nil, operator: String, reason: String
    ) {
        self.registerNumber = registerNumber
        self.from = from
        self.until = until
        self.terms = terms
        self.operator = `operator`
        self.reason = reason
    }
}

/// `artisan.availability.changed`.
public struct AvailabilityCommand: Codable, Hashable, Sendable {
    public var registerNumber: RegisterNumber
    public var available: Bool
    public var until: Instant?
    public var `operator`: String
    public var reason: String

    public init(
        registerNumber: RegisterNumber, available: Bool, until: Instant? = nil,
        operator: String, reason: String
    ) {
        self.registerNumber = registerNumber
        self.available = available
        self.until = until
        self.operator = `operator`
        self.reason = reason
    }
}

/// `request.cancel`, `request.reclassify`, `request.assign`, `job.report`.
public struct RequestCommand: Codable, Hashable, Sendable {
    public var requestId: String
    public var trade: TradeID?
    public var urgency: Urgency?
    public var quartier: QuartierID?
    public var registerNumber: RegisterNumber?
    /// For `job.report`: `done` or `missed`; other words mark the job.
    public var outcome: String?
    public var `operator`: String
    public var reason: String

    public init(
        requestId: String, trade: TradeID? = nil, urgency: Urgency? = nil,
        quartier: QuartierID? = nil, registerNumber: RegisterNumber? = nil,
        outcome: String? = nil, operator: String, reason: String
    ) {
        self.requestId = requestId
        self.trade = trade
        self.urgency = urgency
        self.quartier = quartier
        self.registerNumber = registerNumber
        self.outcome = outcome
        self.operator = `operator`
        self.reason = reason
    }
}

/// `case.take`, `case.close`.
public struct CaseCommand: Codable, Hashable, Sendable {
    public var caseId: String
    /// For `case.close`: one of `CaseKind.outcomes` where there are any, otherwise a free word.
    public var outcome: String?
    public var `operator`: String
    public var reason: String

    public init(caseId: String, outcome: String? = nil, operator: String, reason: String) {
        self.caseId = caseId
        self.outcome = outcome
        self.operator = `operator`
        self.reason = reason
    }
}

/// `dead.replay`, `dead.drop`.
public struct DeadLetterCommand: Codable, Hashable, Sendable {
    /// For `dead.replay`: the message as it should have been (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        public var bodyBase64: String

        public init(bodyBase64: String) { self.bodyBase64 = bodyBase64 }
    }

    public var deadLetterId: String
    public var outcome: String?
    public var `operator`: String
    public var reason: String
    /// `nil`: the message is tried again as it came.
    public var personal: Personal?

    public init(
        deadLetterId: String, outcome: String? = nil, operator: String, reason: String,
        personal: Personal? = nil
    ) {
        self.deadLetterId = deadLetterId
        self.outcome = outcome
        self.operator = `operator`
        self.reason = reason
        self.personal = personal
    }
}

/// `person.erase`.
public struct EraseCommand: Codable, Hashable, Sendable {
    public var person: PersonID
    public var outcome: String?
    public var `operator`: String
    public var reason: String

    public init(person: PersonID, outcome: String? = nil, operator: String, reason: String) {
        self.person = person
        self.outcome = outcome
        self.operator = `operator`
        self.reason = reason
    }
}
