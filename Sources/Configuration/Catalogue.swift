import Model

/// The trades that the call centre serves, and the words that people use for them.
public struct Catalogue: Codable, Hashable, Sendable {
    public var version: Int
    public var trades: [Trade]
    /// Words for how soon, by urgency.
    public var urgencyWords: [Urgency: Terms]
    /// Words for each danger. Any of them opens a case at once.
    public var dangerWords: [DangerKind: Terms]
    /// Words of messages that ask for no work, by what they say.
    public var intentWords: [Intent: Terms]
    /// Public services to which a caller is sent.
    public var outsideRoutes: [OutsideRoute]

    public init(
        version: Int, trades: [Trade], urgencyWords: [Urgency: Terms],
        dangerWords: [DangerKind: Terms], intentWords: [Intent: Terms],
        outsideRoutes: [OutsideRoute]
    ) {
        self.version = version
        self.trades = trades
        self.urgencyWords = urgencyWords
        self.dangerWords = dangerWords
        self.intentWords = intentWords
        self.outsideRoutes = outsideRoutes
    }
}

/// Terms in the four varieties in which people write.
public struct Terms: Codable, Hashable, Sendable {
    public var french: [String]
    public var arabic: [String]
    public var darijaArabic: [String]
    public var darijaLatin: [String]

    public init(
        french: [String] = [], arabic: [String] = [], darijaArabic: [String] = [],
        darijaLatin: [String] = []
    ) {
        self.french = french
        self.arabic = arabic
        self.darijaArabic = darijaArabic
        self.darijaLatin = darijaLatin
    }

    private enum CodingKeys: String, CodingKey {
        case french = "fr"
        case arabic = "ar"
        case darijaArabic = "dz_ar"
        case darijaLatin = "dz_latn"
    }
}

/// A trade as the call centre serves it: what it is called and how people ask for it.
public struct Trade: Codable, Hashable, Sendable {
    public var id: TradeID
    public var nameFr: String
    public var nameAr: String
    public var namesDz: [String]
    /// Trades of one family are near each other: `eau-gaz`.
    public var family: String
    /// What a family is asked about, where this trade is one of two that may be meant: `une fuite
    /// d'eau`. `nil`: the name of the trade.
    public var askedAs: [Language: String]?
    public var keywords: Terms
    /// What people say of this trade's jobs, by how soon they need it.
    public var urgencyHints: [Urgency: [String]]
    public var confusedWith: [TradeID]
    /// How soon, where nobody says so: a leak is not a coat of paint.
    public var usualUrgency: Urgency
    /// A qualification without which nobody is offered this trade: `gas`.
    public var requires: String?

    public init(
        id: TradeID, nameFr: String, nameAr: String, namesDz: [String] = [], family: String,
        keywords: Terms = Terms(), urgencyHints: [Urgency: [String]] = [:],
        confusedWith: [TradeID] = [], usualUrgency: Urgency = .week, requires: String? = nil,
        askedAs: [Language: String]? = nil
    ) {
        self.id = id
        self.nameFr = nameFr
        self.nameAr = nameAr
        self.namesDz = namesDz
        self.family = family
        self.keywords = keywords
        self.urgencyHints = urgencyHints
        self.confusedWith = confusedWith
        self.usualUrgency = usualUrgency
        self.requires = requires
        self.askedAs = askedAs
    }
}

/// A public service outside the chamber: Sonelgaz, the civil protection.
public struct OutsideRoute: Codable, Hashable, Sendable {
    public var id: String
    public var purpose: String
    public var number: String?
    /// Where the number was read; without a source a number is never sent to anyone.
    public var source: String?
    /// The dangers for which people are given this number.
    public var dangers: [DangerKind]

    public init(
        id: String, purpose: String, number: String?, source: String?, dangers: [DangerKind]
    ) {
        self.id = id
        self.purpose = purpose
        self.number = number
        self.source = source
        self.dangers = dangers
    }
}

extension Catalogue {
    /// The trade with this id.
    public func trade(_ id: TradeID) -> Trade? { trades.first { $0.id == id } }

    /// Where people in this danger are sent: the first route for it whose number has a source.
    public func route(for danger: DangerKind) -> OutsideRoute? {
        outsideRoutes.first {
            $0.dangers.contains(danger) && $0.number != nil && $0.source != nil
        }
    }
}

extension Trade {
    /// The short name, without what stands in brackets: `Plombier`.
    public func name(in language: Language) -> String {
        let full = language == .french ? nameFr : nameAr
        return full.split(separator: "(").first.map { $0.trimmingSuffix(" ") } ?? full
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return String(rest)
    }
}
