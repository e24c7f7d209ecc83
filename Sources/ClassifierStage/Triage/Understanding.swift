import Configuration
import Model

/// What was read out of a text, by keywords or by the learned model, before what is known beside
/// the text counts.
struct Understanding {
    /// The likeliest first.
    var trades: [TradeGuess]
    var secondTrade: TradeID?
    /// `nil` where the text says nothing of time.
    var urgency: Urgency?
    var danger: DangerKind?
    /// For a text that asks for no work.
    var intent: Intent?
    /// How sure it is that no work is asked for.
    var noRequest: Double
    /// How sure it is that no trade can be named.
    var unknown: Double
    var variety: LanguageVariety
    var evidence: [Evidence]
}

/// Reads by the words of the catalogue alone: what decides where no model was learned.
struct KeywordReader: Sendable {
    let lexicon: Lexicon
    private let weights: TermWeights
    private let calibration: Calibration

    init(_ catalogue: Catalogue, _ calibration: Calibration) {
        lexicon = Lexicon(catalogue)
        weights = TermWeights(lexicon, trades: catalogue.trades.count)
        self.calibration = calibration
    }

    func read(_ folded: FoldedText, places: [PlaceMention], hint: TradeID?) -> Understanding {
        var reading = Reading(folded, places: places, lexicon, weights)
        if let hint { reading.trades.add(hint, weight: calibration.hint) }
        let trades = reading.trades.guesses(calibration, limit: Triager.mostTrades)
        let intent = intent(reading, trades.first?.confidence ?? 0)
        return Understanding(
            trades: trades, secondTrade: second(reading.trades, trades),
            urgency: UrgencyReader.urgency(of: reading.urgencies),
            danger: reading.dangers.best(among: DangerKind.allCases)?.key, intent: intent,
            noRequest: intent == nil ? 0 : 1, unknown: 0,
            variety: VarietyReader.variety(of: folded), evidence: reading.evidence)
    }

    /// Who thanks in advance, or asks for the price as well, still asks for work.
    private func intent(_ reading: Reading, _ confidence: Double) -> Intent? {
        if let best = reading.intents.best(among: Self.asking), best.score >= calibration.intent {
            let isPolite = best.key == .thanks || best.key == .information
            let isWork = confidence >= calibration.decide && best.score < calibration.polite
            if !(isPolite && isWork) { return best.key }
        }
        let isEmpty = reading.trades.scores.isEmpty && reading.urgencies.scores.isEmpty
        return isEmpty && reading.intents[.greeting] > 0 ? .greeting : nil
    }

    private static let asking = Intent.allCases.filter { $0 != .greeting && $0 != .other }

    private func second(_ scores: WordScores<TradeID>, _ trades: [TradeGuess]) -> TradeID? {
        guard let first = trades.first?.trade else { return nil }
        return trades.dropFirst().first {
            scores.weight(of: $0.trade, besides: first) >= calibration.second
        }?.trade
    }
}
