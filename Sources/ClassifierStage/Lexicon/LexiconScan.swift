import Configuration
import Model

/// What the terms of the catalogue say of a text, as numbers for the columns of a model.
struct LexiconScan {
    /// The strength of each column for which a term stands in the text.
    private(set) var columns: [(column: Int, strength: Float)] = []
    /// The gravest danger that is named.
    private(set) var danger: DangerKind?
    /// The terms that name a danger.
    private(set) var evidence: [Evidence] = []

    static let nothing = LexiconScan()

    private init() {}

    fileprivate init(_ found: [FoundTerm], words: Int, _ scanner: LexiconScanner) {
        var scores = ColumnScores(words: words)
        var dangers = WordScores<DangerKind>()
        for match in found {
            let weight = scanner.weights.weights[match.term] * match.quality
            if case .danger(let kind) = scanner.lexicon.terms[match.term].topic {
                dangers.add(kind, weight: weight, at: match.positions)
                note(scanner.lexicon.terms[match.term], weight)
            }
            for column in scanner.columns[match.term] {
                scores.add(column, Float(weight), at: match.positions)
            }
        }
        columns = scores.columns
        danger = dangers.best(among: DangerKind.allCases)?.key
    }

    private mutating func note(_ term: Lexicon.Term, _ weight: Double) {
        let said = Evidence(speaksFor: term.speaksFor, term: term.text, weight: rounded(weight))
        if evidence.count < Self.mostEvidence, !evidence.contains(said) { evidence.append(said) }
    }

    private static let mostEvidence = 4
}

/// Strengths by column; of overlapping terms each word counts once.
private struct ColumnScores {
    private(set) var columns: [(column: Int, strength: Float)] = []
    private var shares: [[Float]] = []
    private let words: Int

    init(words: Int) { self.words = words }

    mutating func add(_ column: Int, _ weight: Float, at positions: [Int]) {
        var index = 0
        while index < columns.count, columns[index].column != column { index += 1 }
        if index == columns.count {
            columns.append((column, 0))
            shares.append([Float](repeating: 0, count: words))
        }
        let share = weight / Float(positions.count)
        for position in positions where share > shares[index][position] {
            columns[index].strength += share - shares[index][position]
            shares[index][position] = share
        }
    }
}

/// Finds the terms of the catalogue for a model.
struct LexiconScanner: Sendable {
    let lexicon: Lexicon
    fileprivate let weights: TermWeights
    /// The columns for which each term speaks.
    fileprivate let columns: [[Int]]

    init(_ catalogue: Catalogue, _ shape: ModelShape) {
        lexicon = Lexicon(catalogue)
        weights = TermWeights(lexicon, trades: catalogue.trades.count)
        let trades = Dictionary(
            shape.trades.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        columns = lexicon.terms.map { term in
            switch term.topic {
            case .trade(let trade): [trades[trade]].compactMap { $0 }
            case .urgency(let urgency): [shape.column(of: urgency)].compactMap { $0 }
            case .hint(let trade, let urgency):
                [trades[trade], shape.column(of: urgency)].compactMap { $0 }
            case .intent(let intent): [shape.column(of: intent)].compactMap { $0 }
            case .danger: [shape.column(of: Urgency.emergency)].compactMap { $0 }
            }
        }
    }

    /// A word as the lexicon sees it.
    func read(_ word: String) -> ReadWord {
        ReadWord(readings: lexicon.readings(of: word), isFiller: FillerWords.contains(word))
    }

    /// What the terms say that stand in these words; a hidden word has no reading.
    func scan(_ words: [ReadWord]) -> LexiconScan {
        let found = lexicon.find(in: words)
        return found.isEmpty ? .nothing : LexiconScan(found, words: words.count, self)
    }
}
