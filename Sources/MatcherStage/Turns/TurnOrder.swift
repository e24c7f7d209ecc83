import Model

/// Why an artisan of the trade is left out, in the order in which reasons are looked for.
public enum Exclusion: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable {
    case noConvention = "no-convention"
    /// Covers neither the quartier nor a neighbour that may still be asked.
    case elsewhere
    case alreadyAsked = "already-asked"
    case hasOpenOffer = "has-open-offer"
    case atCapacity = "at-capacity"
    case outsideHours = "outside-hours"
    case checkedOut = "checked-out"
    case notQualified = "not-qualified"
}

/// What is asked of the roster for one offer.
struct TurnQuestion: Sendable {
    var trade: TradeID
    var quartier: QuartierID
    /// The adjacent quartiers; empty where no more of them may be asked.
    var neighbours: Set<QuartierID>
    /// Who was asked for this request before.
    var asked: Set<RegisterNumber>
    /// The qualification without which nobody is asked.
    var requires: String?
    /// How many jobs at a time where the record does not say.
    var capacity: Int
    var now: Instant
    var moment: LocalMoment
}

/// Whose turn it is, and why nobody else's: a function of the roster and the question. First who
/// covers the quartier, then who covers a neighbour; in each by the longest wait, ties by register
/// number. Never by payment, never by rating (design, "Matching").
public struct TurnOrder: Codable, Hashable, Sendable {
    /// Everybody eligible, the next one first.
    public var order: [Receipt.Rank]
    /// Who was left out, by reason, each by register number.
    public var excluded: [Exclusion: [RegisterNumber]]

    init(_ question: TurnQuestion, among artisans: [Artisan]) {
        order = []
        excluded = [:]
        for artisan in artisans {
            if let reason = question.exclusion(of: artisan) {
                excluded[reason, default: []].append(artisan.number)
            } else {
                order.append(question.rank(of: artisan))
            }
        }
        for reason in excluded.keys { excluded[reason]?.sort() }
        order.sort { left, right in
            if left.isNeighbour != right.isNeighbour { return right.isNeighbour }
            if left.waitedMs != right.waitedMs { return left.waitedMs > right.waitedMs }
            return left.registerNumber < right.registerNumber
        }
    }

    /// How many of the order the receipt shows.
    static let head = 5

    /// The whole decision as canonical JSON: what the receipt's digest is taken of.
    func canonicalBytes() throws -> [UInt8] { try JSON(encoding: self).canonicalBytes }

    /// What goes out with the offer.
    func receipt(position: Int64, rulesVersion: String, digest: String) -> Receipt {
        Receipt(
            position: position, ranked: Array(order.prefix(Self.head)), eligible: order.count,
            excluded: Dictionary(
                uniqueKeysWithValues: excluded.map { ($0.key.rawValue, $0.value.count) }),
            rulesVersion: rulesVersion, digest: digest)
    }
}

extension TurnQuestion {
    /// The first reason to leave this artisan out; `nil`: eligible.
    func exclusion(of artisan: Artisan) -> Exclusion? {
        if !artisan.isUnderConvention { return .noConvention }
        let profile = artisan.profile
        if !profile.quartiers.contains(quartier) && profile.quartiers.isDisjoint(with: neighbours) {
            return .elsewhere
        }
        if asked.contains(artisan.number) { return .alreadyAsked }
        if artisan.openOffer != nil { return .hasOpenOffer }
        if artisan.inHand >= profile.capacity ?? capacity { return .atCapacity }
        let presence = artisan.presence.flatMap { $0.holds(at: now) ? $0 : nil }
        if presence == nil && !artisan.isInHours(moment) { return .outsideHours }
        if presence?.isIn == false { return .checkedOut }
        if let requires, !profile.qualifications.contains(requires) { return .notQualified }
        return nil
    }

    func rank(of artisan: Artisan) -> Receipt.Rank {
        Receipt.Rank(
            registerNumber: artisan.number,
            waitedMs: max(0, now.milliseconds - artisan.waitsSince(trade)),
            turns: artisan.turns[trade]?.count ?? 0,
            isNeighbour: !artisan.profile.quartiers.contains(quartier))
    }
}
