import Configuration
import Model

/// Reads what a message asks for: a function of the text, of what is known beside it and of the
/// catalogue. Every choice can be seen in its evidence.
public struct Triager: Sendable {
    /// The version of the learned model, or `keywords-` and eight digits of the catalogue's digest.
    public let model: String
    private let reader: Reader
    private let usualUrgencies: [TradeID: Urgency]
    let calibration: Calibration

    /// How a text is read: by the learned model, or by keywords where there is none.
    private enum Reader: Sendable {
        case keywords(KeywordReader)
        case learned(LearnedReader)
    }

    /// - Parameter learned: `nil`: the words of the catalogue decide
    /// - Throws: `EncodingError`
    public init(_ catalogue: Catalogue, learned: LearnedModel? = nil) throws {
        try self.init(catalogue, learned, Calibration())
    }

    init(
        _ catalogue: Catalogue, _ learned: LearnedModel?, _ calibration: Calibration
    ) throws {
        self.calibration = calibration
        usualUrgencies = Dictionary(
            catalogue.trades.map { ($0.id, $0.usualUrgency) },
            uniquingKeysWith: { first, _ in first })
        if let learned {
            reader = .learned(LearnedReader(catalogue, learned, calibration))
            model = learned.version
        } else {
            reader = .keywords(KeywordReader(catalogue, calibration))
            let digest = EventID(body: try JSON(encoding: catalogue).canonicalBytes).hex
            model = "keywords-\(digest.prefix(8))"
        }
    }

    /// - Parameter gazetteer: of the chamber that the message came to; `nil`: no place is sought
    public func triage(
        _ text: String, given: Given = Given(), gazetteer: Gazetteer? = nil
    ) -> Triage {
        read(text, given: given, gazetteer: gazetteer).triage
    }

    /// As `triage`, with how sure it is that the trade is unclear and that no work is asked for.
    public func answer(
        _ text: String, given: Given = Given(), gazetteer: Gazetteer? = nil
    ) -> TriageAnswer {
        let (triage, read) = read(text, given: given, gazetteer: gazetteer)
        return TriageAnswer(triage: triage, unknown: read.unknown, noRequest: read.noRequest)
    }

    private func read(
        _ text: String, given: Given, gazetteer: Gazetteer?
    ) -> (triage: Triage, read: Understanding) {
        let folded = FoldedText(text)
        let hint = given.isVerdict ? nil : given.trade
        let places: [PlaceMention]
        let read: Understanding
        switch reader {
        case .keywords(let keywords):
            places =
                gazetteer?.find(in: folded, original: text) {
                    keywords.lexicon.knows(folded.tokens[$0].text)
                } ?? []
            read = keywords.read(folded, places: places, hint: hint)
        case .learned(let learned):
            (read, places) = learned.read(folded, hint: hint) { isWord in
                gazetteer?.find(in: folded, original: text, except: isWord) ?? []
            }
        }
        let place = Self.place(places, given, gazetteer)
        var evidence = read.evidence
        if let mention = place?.mention {
            evidence.append(
                Evidence(
                    speaksFor: "quartier:\(mention.quartier)", term: mention.term,
                    weight: rounded(mention.confidence)))
        }
        let trades = Self.trades(read.trades, given)
        let isOpen = read.danger == nil && given.trade == nil
        let intent = isOpen ? read.intent : nil
        let usual = trades.first.flatMap { usualUrgencies[$0.trade] } ?? .week
        let triage = Triage(
            decision: decision(trades, intent), trades: trades, secondTrade: read.secondTrade,
            urgency: UrgencyReader.urgency(
                read, given: given, usual: usual, isNoRequest: intent != nil),
            quartier: place?.guess, variety: read.variety,
            language: given.language ?? read.variety.reply, danger: read.danger, intent: intent,
            evidence: evidence, model: model)
        return (triage, read)
    }

    // MARK: The parts of a triage

    static let mostTrades = 5

    private static func trades(_ guesses: [TradeGuess], _ given: Given) -> [TradeGuess] {
        guard given.isVerdict, let trade = given.trade else { return guesses }
        let others = guesses.filter { $0.trade != trade }.prefix(mostTrades - 1)
        return [TradeGuess(trade: trade, confidence: 1)]
            + others.map { TradeGuess(trade: $0.trade, confidence: 0) }
    }

    private func decision(_ trades: [TradeGuess], _ intent: Intent?) -> TriageDecision {
        if intent != nil { return .notARequest }
        return (trades.first?.confidence ?? 0) >= calibration.decide ? .trade : .unsure
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

/// A triage with what it leaves out: how sure the reader is of no trade at all.
public struct TriageAnswer: Sendable {
    public let triage: Triage
    /// 0…1: a request, and its trade cannot be told.
    public let unknown: Double
    /// 0…1: no work is asked for.
    public let noRequest: Double

    /// The likeliest single answer, whatever the stage would do with it: a trade's id, `unknown` or
    /// `not-a-request`; and how likely it is to be right.
    public var best: (label: String, confidence: Double) {
        let first = triage.trades.first
        if triage.decision == .notARequest {
            return (Example.noRequest, noRequest)
        }
        guard let first, first.confidence > unknown else { return (Example.unknown, unknown) }
        return (first.trade.text, first.confidence)
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
