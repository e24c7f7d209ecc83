import Configuration
import Model

/// Reads what a message asks for: a function of the text, of what is known beside it and of the
/// catalogue. It counts words; every choice can be seen in its evidence.
public struct Triager: Sendable {
    /// `keywords-` and eight digits of the digest of the catalogue.
    public let model: String
    private let lexicon: Lexicon
    private let weights: TermWeights
    private let usualUrgencies: [TradeID: Urgency]
    let calibration: Calibration

    /// - Throws: `EncodingError`
    public init(_ catalogue: Catalogue) throws {
        try self.init(catalogue, Calibration())
    }

    init(_ catalogue: Catalogue, _ calibration: Calibration) throws {
        self.calibration = calibration
        lexicon = Lexicon(catalogue)
        weights = TermWeights(lexicon, trades: catalogue.trades.count)
        usualUrgencies = Dictionary(
            catalogue.trades.map { ($0.id, $0.usualUrgency) },
            uniquingKeysWith: { first, _ in first })
        let digest = EventID(body: try JSON(encoding: catalogue).canonicalBytes).hex
        model = "keywords-\(digest.prefix(8))"
    }

    /// - Parameter gazetteer: of the chamber that the message came to; `nil`: no place is sought
    public func triage(
        _ text: String, given: Given = Given(), gazetteer: Gazetteer? = nil
    ) -> Triage {
        let folded = FoldedText(text)
        let places = gazetteer?.find(in: folded, original: text, except: lexicon.knows) ?? []
        var reading = Reading(folded, places: places, lexicon, weights)
        if let trade = given.trade, !given.isVerdict {
            reading.trades.add(trade, weight: calibration.hint)
        }
        let place = Self.place(places, given, gazetteer)
        var evidence = reading.evidence
        if let mention = place?.mention {
            evidence.append(
                Evidence(
                    speaksFor: "quartier:\(mention.quartier)", term: mention.term,
                    weight: rounded(mention.confidence)))
        }
        let trades = Self.trades(reading.trades, given, calibration)
        let danger = Self.danger(reading.dangers)
        let isOpen = danger == nil && given.trade == nil
        let intent = isOpen ? intent(reading, trades.first?.confidence ?? 0) : nil
        let usual = trades.first.flatMap { usualUrgencies[$0.trade] } ?? .week
        let variety = VarietyReader.variety(of: folded)
        return Triage(
            decision: decision(trades, intent), trades: trades,
            secondTrade: second(reading.trades, trades),
            urgency: UrgencyReader.urgency(
                reading, danger: danger, given: given, usual: usual),
            quartier: place?.guess, variety: variety, language: given.language ?? variety.reply,
            danger: danger, intent: intent, evidence: evidence, model: model)
    }

    // MARK: The parts of a triage

    static let mostTrades = 5

    private static func trades(
        _ scores: WordScores<TradeID>, _ given: Given, _ calibration: Calibration
    ) -> [TradeGuess] {
        let guesses = scores.guesses(calibration, limit: mostTrades)
        guard given.isVerdict, let trade = given.trade else { return guesses }
        let others = guesses.filter { $0.trade != trade }.prefix(mostTrades - 1)
        return [TradeGuess(trade: trade, confidence: 1)]
            + others.map { TradeGuess(trade: $0.trade, confidence: 0) }
    }

    /// Any danger term is enough; the gravest of those found.
    private static func danger(_ scores: WordScores<DangerKind>) -> DangerKind? {
        scores.best(among: DangerKind.allCases)?.key
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

    private func decision(_ trades: [TradeGuess], _ intent: Intent?) -> TriageDecision {
        if intent != nil { return .notARequest }
        return (trades.first?.confidence ?? 0) >= calibration.decide ? .trade : .unsure
    }

    private func second(_ scores: WordScores<TradeID>, _ trades: [TradeGuess]) -> TradeID? {
        guard let first = trades.first?.trade else { return nil }
        return trades.dropFirst().first {
            scores.weight(of: $0.trade, besides: first) >= calibration.second
        }?.trade
    }

    private static func place(
        _ places: [PlaceMention], _ given: Given, _ gazetteer: Gazetteer?
    ) -> (guess: QuartierGuess, mention: PlaceMention?)? {
        if let quartier = given.quartier {
            return (QuartierGuess(quartier: quartier, confidence: 1), nil)
        }
        if let gazetteer, let place = given.place {
            if let quartier = gazetteer.quartier(named: place) {
                return (QuartierGuess(quartier: quartier, confidence: 1), nil)
            }
            if let mention = PlaceChoice.best(gazetteer.find(in: place)) {
                return (QuartierGuess(mention), mention)
            }
        }
        return PlaceChoice.best(places).map { (QuartierGuess($0), $0) }
    }
}

/// Which of several places is where the work is.
enum PlaceChoice {
    /// A quartier before a landmark, a name letter by letter before a near one, then the first: who
    /// names two places names first where the work starts.
    static func best(_ mentions: [PlaceMention]) -> PlaceMention? {
        func rank(_ mention: PlaceMention) -> Int {
            (mention.isLandmark ? 1 : 0) + (mention.confidence < 0.8 ? 2 : 0)
        }
        var best: PlaceMention?
        for mention in mentions where best.map({ rank(mention) < rank($0) }) ?? true {
            best = mention
        }
        return best
    }
}

extension QuartierGuess {
    init(_ mention: PlaceMention) {
        self.init(quartier: mention.quartier, confidence: rounded(mention.confidence))
    }
}
