import Model

/// What is known of a request beside its text.
public struct Given: Hashable, Sendable {
    public var trade: TradeID?
    public var urgency: Urgency?
    public var quartier: QuartierID?
    /// The place as said, where intake did not know it.
    public var place: String?
    /// In which language the person wants to be written to.
    public var language: Language?
    /// A desk operator's verdict, which holds; otherwise a hint, which counts with the words.
    public var isVerdict: Bool

    public init(
        trade: TradeID? = nil, urgency: Urgency? = nil, quartier: QuartierID? = nil,
        place: String? = nil, language: Language? = nil, isVerdict: Bool = false
    ) {
        self.trade = trade
        self.urgency = urgency
        self.quartier = quartier
        self.place = place
        self.language = language
        self.isVerdict = isVerdict
    }

    public init(_ request: RequestAccepted) {
        self.init(
            trade: request.trade, urgency: request.urgency, quartier: request.quartier,
            place: request.place, language: request.language, isVerdict: request.isVerdict)
    }
}
