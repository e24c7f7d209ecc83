import Configuration
import Model

/// What the lexicon found in a text, by topic.
struct Reading {
    var trades = WordScores<TradeID>()
    var urgencies = WordScores<Urgency>()
    var dangers = WordScores<DangerKind>()
    var intents = WordScores<Intent>()
    var evidence: [Evidence] = []

    init(
        _ text: FoldedText, places: [PlaceMention], _ lexicon: Lexicon, _ weights: TermWeights
    ) {
        let found = lexicon.find(in: lexicon.read(text, places: places))
        for match in found {
            let term = lexicon.terms[match.term]
            let weight = weights.weights[match.term] * match.quality
            add(term, weight, at: match.positions)
        }
        evidence = Self.strongest(found, lexicon, weights)
    }

    private mutating func add(_ term: Lexicon.Term, _ weight: Double, at positions: [Int]) {
        switch term.topic {
        case .trade(let trade): trades.add(trade, weight: weight, at: positions)
        case .urgency(let urgency): urgencies.add(urgency, weight: weight, at: positions)
        case .danger(let danger): dangers.add(danger, weight: weight, at: positions)
        case .intent(let intent): intents.add(intent, weight: weight, at: positions)
        case .hint(let trade, let urgency):
            urgencies.add(urgency, weight: weight, at: positions)
            trades.add(trade, weight: weight, at: positions)
        }
    }

    private static let mostEvidence = 12

    /// The heaviest terms, each once; equals in the order of the catalogue.
    private static func strongest(
        _ found: [FoundTerm], _ lexicon: Lexicon, _ weights: TermWeights
    ) -> [Evidence] {
        let heavy = found.map { (term: $0.term, weight: weights.weights[$0.term] * $0.quality) }
            .sorted { ($1.weight, $0.term) < ($0.weight, $1.term) }
        var evidence: [Evidence] = []
        for (number, weight) in heavy where evidence.count < mostEvidence {
            let term = lexicon.terms[number]
            guard
                !evidence.contains(where: {
                    $0.term == term.text && $0.speaksFor == term.speaksFor
                })
            else { continue }
            evidence.append(
                Evidence(speaksFor: term.speaksFor, term: term.text, weight: rounded(weight)))
        }
        return evidence
    }
}

extension Lexicon.Topic {
    /// `trade:plombier`, `urgency:emergency`, `danger:gas`, `intent:spam`.
    var text: String {
        switch self {
        case .trade(let trade): "trade:\(trade)"
        case .urgency(let urgency), .hint(_, let urgency): "urgency:\(urgency.rawValue)"
        case .danger(let danger): "danger:\(danger.rawValue)"
        case .intent(let intent): "intent:\(intent.rawValue)"
        }
    }
}
