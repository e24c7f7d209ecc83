// What the classifier says.

/// A trade and how sure the classifier is of it, 0…1.
public struct TradeGuess: Codable, Hashable, Sendable {
    public var trade: TradeID
    public var confidence: Double

    public init(trade: TradeID, confidence: Double) {
        self.trade = trade
        self.confidence = confidence
    }
}

/// A quartier and how sure the classifier is of it, 0…1.
public struct QuartierGuess: Codable, Hashable, Sendable {
    public var quartier: QuartierID
    public var confidence: Double

    public init(quartier: QuartierID, confidence: Double) {
        self.quartier = quartier
        self.confidence = confidence
    }
}

/// A term of the catalogue that was found and what it speaks for, so that a person sees why.
public struct Evidence: Codable, Hashable, Sendable {
    /// `trade:plombier`, `urgency:emergency`, `danger:gas`, `quartier:maraval`, `intent:spam`.
    public var speaksFor: String
    /// The term as the catalogue writes it.
    public var term: String
    public var weight: Double

    public init(speaksFor: String, term: String, weight: Double) {
        self.speaksFor = speaksFor
        self.term = term
        self.weight = weight
    }
}

/// What a message asks for.
public struct Triage: Codable, Hashable, Sendable {
    public var decision: TriageDecision
    /// The likeliest first; empty where nothing speaks for any.
    public var trades: [TradeGuess]
    /// A second job that needs another trade.
    public var secondTrade: TradeID?
    public var urgency: Urgency
    public var quartier: QuartierGuess?
    public var variety: LanguageVariety
    /// In which language to answer.
    public var language: Language
    public var danger: DangerKind?
    /// For `not-a-request`.
    public var intent: Intent?
    public var evidence: [Evidence]
    /// Which model, by name and version or digest of its data.
    public var model: String

    public init(
        decision: TriageDecision, trades: [TradeGuess], secondTrade: TradeID? = nil,
        urgency: Urgency, quartier: QuartierGuess? = nil, variety: LanguageVariety,
        language: Language, danger: DangerKind? = nil, intent: Intent? = nil,
        evidence: [Evidence] = [], model: String
    ) {
        self.decision = decision
        self.trades = trades
        self.secondTrade = secondTrade
        self.urgency = urgency
        self.quartier = quartier
        self.variety = variety
        self.language = language
        self.danger = danger
        self.intent = intent
        self.evidence = evidence
        self.model = model
    }
}

/// A request with its triage: all that the matcher needs, the members of `Triage` among its own.
public struct RequestClassified: EventPayload {
    public static let type = "request.classified"
    public var subject: String? { requestId }

    /// The text, so that the matcher can pass on an answer without keeping it.
    public struct Personal: Codable, Hashable, Sendable {
        public var text: String
        /// What a channel with feedback calls the input.
        public var input: InputName?

        public init(text: String, input: InputName? = nil) {
            self.text = text
            self.input = input
        }
    }

    public var requestId: String
    public var channel: InputChannel
    public var person: PersonID
    public var line: PhoneLine
    public var preferredTime: String?
    /// 1 for the first reading; 2 after the answer to a question was joined to it.
    public var round: Int
    public var triage: Triage
    public var personal: Personal

    public init(
        requestId: String, channel: InputChannel, person: PersonID, line: PhoneLine,
        preferredTime: String? = nil, round: Int = 1, triage: Triage, personal: Personal
    ) {
        self.requestId = requestId
        self.channel = channel
        self.person = person
        self.line = line
        self.preferredTime = preferredTime
        self.round = round
        self.triage = triage
        self.personal = personal
    }

    private enum Keys: String, CodingKey {
        case requestId, channel, person, line, preferredTime, round, personal
    }

    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Keys.self)
        self.init(
            requestId: try members.decode(String.self, forKey: .requestId),
            channel: try members.decode(InputChannel.self, forKey: .channel),
            person: try members.decode(PersonID.self, forKey: .person),
            line: try members.decode(PhoneLine.self, forKey: .line),
            preferredTime: try members.decodeIfPresent(String.self, forKey: .preferredTime),
            round: try members.decode(Int.self, forKey: .round),
            triage: try Triage(from: decoder),
            personal: try members.decode(Personal.self, forKey: .personal))
    }

    public func encode(to encoder: any Encoder) throws {
        try triage.encode(to: encoder)
        var members = encoder.container(keyedBy: Keys.self)
        try members.encode(requestId, forKey: .requestId)
        try members.encode(channel, forKey: .channel)
        try members.encode(person, forKey: .person)
        try members.encode(line, forKey: .line)
        try members.encodeIfPresent(preferredTime, forKey: .preferredTime)
        try members.encode(round, forKey: .round)
        try members.encode(personal, forKey: .personal)
    }
}
