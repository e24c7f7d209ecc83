// What the matcher says about requests.

/// Asks the classifier to read a request again together with the answer to a question.
public struct TriageRequested: EventPayload {
    public static let type = "triage.requested"
    public var subject: String? { requestId }

    public var requestId: String
    public var channel: InputChannel
    public var person: PersonID
    public var line: PhoneLine
    public var preferredTime: String?
    /// The request as which the answer came in.
    public var answerRequestId: String
    public var round: Int
    /// What was understood before.
    public var previous: Triage
    /// The answer's text.
    public var personal: RequestClassified.Personal

    public init(
        requestId: String, channel: InputChannel, person: PersonID, line: PhoneLine,
        preferredTime: String? = nil, answerRequestId: String, round: Int, previous: Triage,
        personal: RequestClassified.Personal
    ) {
        self.requestId = requestId
        self.channel = channel
        self.person = person
        self.line = line
        self.preferredTime = preferredTime
        self.answerRequestId = answerRequestId
        self.round = round
        self.previous = previous
        self.personal = personal
    }
}

/// One question to the family for whatever is missing.
public struct QuestionAsked: EventPayload {
    public static let type = "question.asked"
    public var subject: String? { requestId }

    public var questionId: String
    public var requestId: String
    public var person: PersonID
    public var channel: InputChannel
    public var language: Language
    public var missing: [MissingFact]
    /// The two trades between which the family can choose; `nil`: the question is open.
    public var trades: [TradeID]?
    /// Where this person's last job was: a yes says that it is there again.
    public var lastPlace: QuartierID?
    /// After this the question is not worth sending.
    public var expires: Instant

    public init(
        questionId: String, requestId: String, person: PersonID, channel: InputChannel,
        language: Language, missing: [MissingFact], trades: [TradeID]? = nil,
        lastPlace: QuartierID? = nil, expires: Instant
    ) {
        self.questionId = questionId
        self.requestId = requestId
        self.person = person
        self.channel = channel
        self.language = language
        self.missing = missing
        self.trades = trades
        self.lastPlace = lastPlace
        self.expires = expires
    }
}

/// A request that was the answer to a question: it ends here.
public struct RequestJoined: EventPayload {
    public static let type = "request.joined"
    public var subject: String? { requestId }

    public var requestId: String
    public var into: String
    public var person: PersonID

    public init(requestId: String, into: String, person: PersonID) {
        self.requestId = requestId
        self.into = into
        self.person = person
    }
}

/// The same person asks for the same trade and place while the first request is in hand.
public struct RequestLinked: EventPayload {
    public static let type = "request.linked"
    public var subject: String? { requestId }

    public var requestId: String
    /// The request that goes on.
    public var to: String
    public var person: PersonID

    public init(requestId: String, to: String, person: PersonID) {
        self.requestId = requestId
        self.to = to
        self.person = person
    }
}

/// The artisan said yes, or an operator gave the job.
public struct RequestAssigned: EventPayload {
    public static let type = "request.assigned"
    public var subject: String? { requestId }

    /// How it was decided.
    public enum Way: String, Codable, Hashable, Sendable { case turn, `operator` }

    public var requestId: String
    public var offerId: String?
    public var registerNumber: RegisterNumber
    /// The artisan as a person.
    public var artisan: PersonID
    /// Who asked.
    public var person: PersonID
    public var channel: InputChannel
    public var language: Language
    public var artisanLanguage: Language
    public var trade: TradeID
    public var quartier: QuartierID
    public var urgency: Urgency
    public var by: Way

    public init(
        requestId: String, offerId: String?, registerNumber: RegisterNumber, artisan: PersonID,
        person: PersonID, channel: InputChannel, language: Language, artisanLanguage: Language,
        trade: TradeID, quartier: QuartierID, urgency: Urgency, by: Way
    ) {
        self.requestId = requestId
        self.offerId = offerId
        self.registerNumber = registerNumber
        self.artisan = artisan
        self.person = person
        self.channel = channel
        self.language = language
        self.artisanLanguage = artisanLanguage
        self.trade = trade
        self.quartier = quartier
        self.urgency = urgency
        self.by = by
    }
}

/// Nobody was left to ask; a case carries it on.
public struct RequestUnfilled: EventPayload {
    public static let type = "request.unfilled"
    public var subject: String? { requestId }

    public var requestId: String
    public var person: PersonID
    public var channel: InputChannel
    public var language: Language
    public var trade: TradeID
    public var quartier: QuartierID
    /// How many offers were made.
    public var offers: Int

    public init(
        requestId: String, person: PersonID, channel: InputChannel, language: Language,
        trade: TradeID, quartier: QuartierID, offers: Int
    ) {
        self.requestId = requestId
        self.person = person
        self.channel = channel
        self.language = language
        self.trade = trade
        self.quartier = quartier
        self.offers = offers
    }
}

/// An operator took a request back, for the family.
public struct RequestCancelled: EventPayload {
    public static let type = "request.cancelled"
    public var subject: String? { requestId }

    public var requestId: String
    public var person: PersonID
    public var channel: InputChannel
    public var language: Language
    public var `operator`: String
    public var reason: String
    /// The work that an operator had given to an artisan, who must hear that it is off; an artisan
    /// who took it by an offer hears it by the offer being taken back.
    public var job: Job?

    /// Work that somebody was to do.
    public struct Job: Codable, Hashable, Sendable {
        public var registerNumber: RegisterNumber
        public var artisan: PersonID
        public var artisanLanguage: Language
        public var trade: TradeID
        public var quartier: QuartierID

        public init(
            registerNumber: RegisterNumber, artisan: PersonID, artisanLanguage: Language,
            trade: TradeID, quartier: QuartierID
        ) {
            self.registerNumber = registerNumber
            self.artisan = artisan
            self.artisanLanguage = artisanLanguage
            self.trade = trade
            self.quartier = quartier
        }
    }

    public init(
        requestId: String, person: PersonID, channel: InputChannel, language: Language,
        operator: String, reason: String, job: Job? = nil
    ) {
        self.requestId = requestId
        self.person = person
        self.channel = channel
        self.language = language
        self.operator = `operator`
        self.reason = reason
        self.job = job
    }
}

/// `job.done`, `job.missed`, `job.marked`: what an operator reported of an assigned job.
public struct JobReported: Codable, Hashable, Sendable {
    public static let done = "job.done"
    public static let missed = "job.missed"
    public static let marked = "job.marked"

    public var requestId: String
    public var registerNumber: RegisterNumber
    public var outcome: String
    public var `operator`: String
    public var reason: String

    public init(
        requestId: String, registerNumber: RegisterNumber, outcome: String, operator: String,
        reason: String
    ) {
        self.requestId = requestId
        self.registerNumber = registerNumber
        self.outcome = outcome
        self.operator = `operator`
        self.reason = reason
    }
}
