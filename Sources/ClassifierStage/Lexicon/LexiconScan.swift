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

    fileprivate init(_ words: [ReadWord], _ scanner: LexiconScanner) {
        var strengths = ColumnStrengths(words, width: scanner.width)
        var dangers = WordScores<DangerKind>()
        let standing = WordSet(words, of: scanner.lexicon)
        for position in words.indices {
            for start in words[position].starts where standing.contains(start.second) {
                guard
                    let match = scanner.lexicon.match(
                        start.term, at: position, start.quality, words)
                else { continue }
                let weight = scanner.weights.weights[match.term] * match.quality
                if case .danger(let kind) = scanner.lexicon.terms[match.term].topic {
                    dangers.add(kind, weight: weight, at: match.positions)
                    note(scanner.lexicon.terms[match.term], weight)
                }
                for column in scanner.columns[match.term] {
                    strengths.add(column, Float(weight), at: match.positions)
                }
            }
        }
        columns = strengths.columns
        danger = dangers.best(among: DangerKind.allCases)?.key
    }

    private mutating func note(_ term: Lexicon.Term, _ weight: Double) {
        let said = Evidence(speaksFor: term.speaksFor, term: term.text, weight: rounded(weight))
        if evidence.count < Self.mostEvidence, !evidence.contains(said) { evidence.append(said) }
    }

    private static let mostEvidence = 4
}

/// Which words of the lexicon stand in a text.
private struct WordSet {
    private var bits: [UInt64]

    init(_ words: [ReadWord], of lexicon: Lexicon) {
        bits = [UInt64](repeating: 0, count: lexicon.words.count / 64 + 1)
        for word in words {
            for reading in word.readings {
                bits[reading.word >> 6] |= 1 << UInt64(reading.word & 63)
            }
        }
    }

    func contains(_ word: Int) -> Bool { bits[word >> 6] & 1 << UInt64(word & 63) != 0 }
}

/// Strengths by column: what single words say, and what longer terms add to it. Of overlapping
/// terms each word counts once, with its greatest share.
private struct ColumnStrengths {
    private let words: [ReadWord]
    private var strengths: [Float]
    private var cells: [(column: Int, position: Int, share: Float)] = []

    init(_ words: [ReadWord], width: Int) {
        self.words = words
        strengths = [Float](repeating: 0, count: width)
        for word in words {
            for (column, share) in word.shares { strengths[column] += share }
        }
    }

    var columns: [(column: Int, strength: Float)] {
        strengths.indices.compactMap { strengths[$0] > 0 ? ($0, strengths[$0]) : nil }
    }

    mutating func add(_ column: Int, _ weight: Float, at positions: [Int]) {
        let share = weight / Float(positions.count)
        for position in positions {
            if let cell = cells.firstIndex(where: {
                $0.column == column && $0.position == position
            }) {
                guard share > cells[cell].share else { continue }
                strengths[column] += share - cells[cell].share
                cells[cell].share = share
            } else {
                let before = words[position].shares.first { $0.column == column }?.share ?? 0
                guard share > before else { continue }
                strengths[column] += share - before
                cells.append((column, position, share))
            }
        }
    }
}

/// Finds the terms of the catalogue for a model.
struct LexiconScanner: Sendable {
    let lexicon: Lexicon
    fileprivate let weights: TermWeights
    /// The columns for which each term speaks.
    fileprivate let columns: [[Int]]
    fileprivate let width: Int

    init(_ catalogue: Catalogue, _ shape: ModelShape) {
        lexicon = Lexicon(catalogue)
        weights = TermWeights(lexicon, trades: catalogue.trades.count)
        width = shape.width
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

    /// The words of the lexicon that a word may be, and what follows from them: its shares for the
    /// columns, and the terms for which more than this word has to be looked at.
    func read(
        _ word: String
    ) -> (
        readings: [Lexicon.Reading], shares: [(column: Int, share: Float)],
        starts: [ReadWord.Start]
    ) {
        let readings = lexicon.readings(of: word)
        var shares: [(column: Int, share: Float)] = []
        var starts: [ReadWord.Start] = []
        for reading in readings {
            for index in lexicon.terms(from: reading.word)
            where reading.quality >= lexicon.terms[index].leastQuality {
                let words = lexicon.terms[index].words
                guard lexicon.terms[index].speaksAlone else {
                    starts.append(
                        ReadWord.Start(
                            term: index, second: words.count > 1 ? words[1] : words[0],
                            quality: reading.quality))
                    continue
                }
                let share = Float(weights.weights[index] * reading.quality)
                for column in columns[index] {
                    if let known = shares.firstIndex(where: { $0.column == column }) {
                        shares[known].share = max(shares[known].share, share)
                    } else {
                        shares.append((column, share))
                    }
                }
            }
        }
        return (readings, shares, starts)
    }

    /// What the terms say that stand in these words.
    func scan(_ words: [ReadWord]) -> LexiconScan { LexiconScan(words, self) }
}
