import Model

/// One input being applied: a delivered event, a parked one that is let go, a clock. Collects what
/// is said because of it and derives the ids.
struct Step {
    let now: Instant
    let store: MatcherStore
    let chamber: ChamberCode
    /// The number of this input among all the matcher ever applied (law 10).
    let position: Int64
    /// What everything said here answers.
    let cause: EventID
    /// Stands before the ordinal in each discriminator. Empty for the event in hand; a clock's
    /// name for a clock, whose cause was answered before.
    let mark: String
    private(set) var drafts: [Draft] = []
    private var ordinals: [String: Int] = [:]

    init(
        now: Instant, store: MatcherStore, chamber: ChamberCode, position: Int64, cause: EventID,
        mark: String = ""
    ) {
        self.now = now
        self.store = store
        self.chamber = chamber
        self.position = position
        self.cause = cause
        self.mark = mark
    }

    /// The id of the event that the next `say` of this type makes: offers, cases and questions are
    /// named after the event that brings them into the world.
    func nextID(_ type: String) -> EventID {
        EventID(cause: cause, type: type, discriminator: discriminator(type))
    }

    /// Says a payload that knows its type. Returns the id of the event.
    @discardableResult
    mutating func say<Payload: EventPayload>(_ payload: Payload) throws -> EventID {
        try say(Payload.type, about: payload.subject, payload)
    }

    /// Says a payload that serves several types.
    @discardableResult
    mutating func say(
        _ type: String, about subject: String?, _ payload: some Encodable
    ) throws -> EventID {
        let id = nextID(type)
        let data = try JSON(encoding: payload)
        drafts.append(
            Draft(
                type: type, subject: subject, data: data, cause: cause,
                discriminator: discriminator(type), chamber: chamber))
        ordinals[type, default: 0] += 1
        try tell(of: type, about: subject, data)
        return id
    }

    /// Says that a valid command cannot be done.
    mutating func refuse(
        _ command: String, about: String?, _ code: RefusalCode, _ detail: String,
        by operator: String?
    ) throws {
        try say(
            CommandRefused(
                command: command, about: about, code: code.rawValue, detail: detail,
                operator: `operator`))
    }

    /// Takes over what another step said, in its place in the order.
    mutating func append(_ other: Step) { drafts += other.drafts }

    private func discriminator(_ type: String) -> String {
        "\(mark)\(ordinals[type, default: 0])"
    }
}

/// Why a valid command cannot be done: the codes of `command.refused`.
enum RefusalCode: String {
    case unknownRequest = "unknown-request"
    case unknownArtisan = "unknown-artisan"
    case unknownCase = "unknown-case"
    case unknownOutcome = "unknown-outcome"
    case unknownTrade = "unknown-trade"
    case unknownQuartier = "unknown-quartier"
    /// The thing exists and is not in a state in which this can be done.
    case wrongState = "wrong-state"
    case alreadyAssigned = "already-assigned"
    case noConvention = "no-convention"
    /// A member that this command cannot do without.
    case missingMember = "missing-member"
    /// Dates that are none, or that end before they begin.
    case invalidDates = "invalid-dates"
    /// The job is another artisan's.
    case wrongArtisan = "wrong-artisan"
}
