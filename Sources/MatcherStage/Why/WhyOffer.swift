import Model

/// Why an offer went to this artisan and no other, in words with the numbers.
public struct WhyOffer: Hashable, Sendable {
    public let made: OfferMade
    /// The whole decision, from the matcher's file. An `offer.made` alone shows the head of it.
    public let order: TurnOrder?

    public init(made: OfferMade, order: TurnOrder? = nil) {
        self.made = made
        self.order = order
    }

    /// Whether the whole decision is the one whose digest went out with the offer; `nil` where
    /// only the offer is at hand.
    /// - Throws: `EncodingError`
    public func isIntact() throws -> Bool? {
        try order.map { EventID(body: try $0.canonicalBytes()).hex == made.receipt.digest }
    }

    /// The explanation, a line each.
    public var lines: [String] {
        let receipt = made.receipt
        var lines = [
            "Offer \(made.offerId) of request \(made.requestId): \(made.trade) in "
                + "\(made.quartier), \(made.urgency.rawValue).",
            "It went to \(made.registerNumber) as offer \(made.wave) of the request, by the rules "
                + "\(receipt.rulesVersion), at position \(receipt.position) of the matcher.",
            "\(receipt.eligible) could be asked; the longest wait is first:",
        ]
        for (index, rank) in receipt.ranked.enumerated() {
            lines.append("  \(index + 1). \(Self.words(rank))")
        }
        if receipt.eligible > receipt.ranked.count {
            lines.append("  and \(receipt.eligible - receipt.ranked.count) more after them")
        }
        let left = receipt.excluded.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        if !left.isEmpty { lines.append("Left out:") }
        for (reason, count) in left {
            let meaning = Exclusion(rawValue: reason)?.meaning ?? reason
            lines.append("  \(count) \(reason): \(meaning)")
        }
        lines.append("Digest of the whole order: \(receipt.digest)")
        return lines
    }

    /// Why an artisan was called, comes later, or was left out; `nil` where the whole decision is
    /// not at hand and the receipt's head does not name the artisan.
    public func answer(for number: RegisterNumber) -> String? {
        let ranked = order?.order ?? made.receipt.ranked
        if let place = ranked.firstIndex(where: { $0.registerNumber == number }) {
            let rank = Self.words(ranked[place])
            if place == 0 { return "It was this artisan's turn: \(rank)." }
            let first = Self.words(ranked[0])
            return "Place \(place + 1) of \(made.receipt.eligible): \(rank). Before: \(first)."
        }
        guard let order else { return nil }
        for reason in Exclusion.allCases where order.excluded[reason]?.contains(number) == true {
            return "\(number) was left out: \(reason.rawValue) (\(reason.meaning))."
        }
        return "\(number) did not practise \(made.trade) in the roster at that time."
    }

    private static func words(_ rank: Receipt.Rank) -> String {
        let place = rank.isNeighbour ? ", from a neighbouring quartier" : ""
        let turns = rank.turns == 1 ? "1 turn" : "\(rank.turns) turns"
        let waited = span(rank.waitedMs)
        return "\(rank.registerNumber) waited \(waited), \(turns) in this trade\(place)"
    }

    /// `3 d 4 h`, `2 h 5 min`, `5 min 10 s`: the two largest units.
    private static func span(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1000
        if seconds >= 86_400 { return "\(seconds / 86_400) d \(seconds % 86_400 / 3600) h" }
        if seconds >= 3600 { return "\(seconds / 3600) h \(seconds % 3600 / 60) min" }
        return "\(seconds / 60) min \(seconds % 60) s"
    }
}

extension Exclusion {
    /// The reason in words.
    public var meaning: String {
        switch self {
        case .noConvention: "no active convention with the chamber"
        case .elsewhere: "covers neither the quartier nor a neighbour that may still be asked"
        case .alreadyAsked: "was already asked for this request"
        case .hasOpenOffer: "is answering another offer"
        case .atCapacity: "has as many jobs in hand as the record or the rules allow"
        case .outsideHours: "outside the declared hours and not checked in"
        case .checkedOut: "said not to be available"
        case .notQualified: "lacks the qualification that the trade asks for"
        }
    }
}
