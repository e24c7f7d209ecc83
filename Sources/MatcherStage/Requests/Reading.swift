import Configuration
import Model

/// What a triage means for a request, by the chamber's rules.
struct Reading: Hashable, Sendable {
    /// The likeliest trade, where the classifier is sure enough of it.
    let trade: TradeID?
    let quartier: QuartierID?
    let missing: [MissingFact]

    /// - Parameters:
    ///   - trades: the catalogue's
    ///   - quartiers: the chamber's
    init(
        _ triage: Triage, askBelow threshold: Double, trades: (TradeID) -> Bool,
        quartiers: (QuartierID) -> Bool
    ) {
        let first = triage.decision == .trade ? triage.trades.first : nil
        trade = first.flatMap { $0.confidence >= threshold && trades($0.trade) ? $0.trade : nil }
        quartier = triage.quartier.flatMap { quartiers($0.quartier) ? $0.quartier : nil }
        missing = (trade == nil ? [.trade] : []) + (quartier == nil ? [.quartier] : [])
    }

    /// Whether a message of a person who was asked something is the answer. Everything is, but
    /// thanks, complaints and the like, and a full request of its own: a sure trade other than
    /// the one understood before, with a place, where the trade was not what was asked for.
    static func isAnswer(_ triage: Triage, _ reading: Reading, to asked: RequestInHand) -> Bool {
        if triage.decision == .notARequest {
            switch triage.intent {
            case nil, .other, .information: return true
            case .jobSeeker, .complaint, .thanks, .cancellation, .spam, .greeting: return false
            }
        }
        guard let known = asked.trade else { return true }
        guard let trade = reading.trade, reading.quartier != nil else { return true }
        return trade == known
    }
}
