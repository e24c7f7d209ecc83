import Foundation
import Model

/// A model that `maalem triage train` wrote: a row of small weights for each piece of a word that
/// several examples have. It is read once and never changes; a class, as copying a struct of many
/// arrays counts a reference for each.
public final class LearnedModel: Sendable {
    /// `linear-` and eight digits of the digest of the file.
    public let version: String
    public let shape: ModelShape
    let fit: ModelFit
    let table: FeatureTable
    let concepts: Concepts
    let weights: [Int8]
    private let heads: [Range<Int>]

    init(
        version: String, shape: ModelShape, fit: ModelFit, concepts: Concepts,
        table: FeatureTable, weights: [Int8]
    ) {
        self.version = version
        self.shape = shape
        self.fit = fit
        self.table = table
        self.concepts = concepts
        self.weights = weights
        heads = shape.heads
    }

    /// What a model knows of one word, whatever stands beside it.
    struct Word: Sendable {
        /// By kind and column, as in `Voice`; small, as thousands of words are remembered.
        let sums: [Int16]
        let squares: FeatureKind.Numbers
        let whole: UInt32
        let sound: UInt32?
        let meaning: UInt32?
        /// True for a word that several examples have.
        let isKnown: Bool
    }

    func word(_ text: String) -> Word {
        let features = WordFeatures(text, meaning: concepts.meaning(of: text))
        var voice = Voice(width: shape.width)
        for hash in features.hashes { add(table.row(of: hash), to: &voice) }
        let kinds = FeatureKind.ofWord(withMeaning: features.meaning != nil)
        return Word(
            sums: voice.sums.prefix(kinds * shape.width).map(Int16.init(clamping:)),
            squares: voice.squares, whole: features.whole, sound: features.sound,
            meaning: features.meaning,
            isKnown: table.holds(FeatureKind.words.marking(WordFeatures.mixed(features.whole))))
    }

    /// What rows say together, kind by kind.
    struct Voice: Sendable {
        /// By kind and column: the sum of the rows.
        var sums: [Int32]
        /// By kind: the sum of the squares of what each row is worth.
        var squares = FeatureKind.Numbers()

        init(width: Int) {
            sums = [Int32](repeating: 0, count: FeatureKind.count * width)
        }

        mutating func add(_ word: Word) {
            word.sums.withUnsafeBufferPointer { more in
                sums.withUnsafeMutableBufferPointer { sums in
                    for index in 0..<min(more.count, sums.count) {
                        sums[index] &+= Int32(more[index])
                    }
                }
            }
            squares += word.squares
        }

        var factors: FeatureKind.Numbers { FeatureKind.factors(squares) }

        /// By column: the sums of all kinds, each as loud as its kind.
        func scores(_ factors: FeatureKind.Numbers) -> [Float] {
            let width = sums.count / FeatureKind.count
            return sums.withUnsafeBufferPointer { sums in
                [Float](unsafeUninitializedCapacity: width) { scores, count in
                    scores.initialize(repeating: 0)
                    for kind in 0..<FeatureKind.count {
                        let factor = factors[kind]
                        let base = kind &* width
                        for column in 0..<width {
                            scores[column] += Float(sums[base &+ column]) * factor
                        }
                    }
                    count = width
                }
            }
        }
    }

    private func add(_ row: Int32, to voice: inout Voice) {
        guard row >= 0 else { return }
        let width = shape.width
        let kind = FeatureKind.index(of: table.hashes[Int(row)])
        let rarity = table.rarity(of: row)
        voice.squares[kind] += rarity * rarity
        let base = Int(row) * width
        let offset = kind * width
        weights.withUnsafeBufferPointer { weights in
            voice.sums.withUnsafeMutableBufferPointer { sums in
                for column in 0..<width {
                    sums[offset &+ column] &+= Int32(weights[base &+ column])
                }
            }
        }
    }

    /// What the model makes of the words of a text.
    /// - Parameter words: `nil` for those that are hidden
    func opinion(on words: [ReadWord], beside scan: LexiconScan) -> Opinion {
        var voice = Voice(width: shape.width)
        var pairs = WordPairs()
        var encounters = Encounters()
        var shared: [Opinion.SharedRow] = []
        shared.reserveCapacity(words.count * 4)
        for (number, word) in words.enumerated() {
            guard let word = word.learned else {
                pairs.hide()
                continue
            }
            voice.add(word)
            let (letters, sounds) = pairs.next(word.whole, word.sound)
            look(for: letters, number, number, &shared)
            if let sounds { look(for: sounds, number, number, &shared) }
            guard let meaning = word.meaning else { continue }
            for other in encounters.next(meaning, at: number) {
                look(for: other.feature(with: meaning), other.word, number, &shared)
            }
        }
        for shared in shared { add(shared.row, to: &voice) }
        let factors = voice.factors
        var scores = voice.scores(factors)
        for column in scores.indices {
            scores[column] = scores[column] * fit.scales[column] + fit.bias[column]
        }
        for (column, strength) in scan.columns {
            scores[column] += strength * fit.gains[shape.head(of: column)]
        }
        for (head, columns) in heads.enumerated() {
            let warmth = 1 / fit.temperatures[head]
            for column in columns { scores[column] *= warmth }
            Softmax.apply(&scores, columns)
        }
        fit.sureness.apply(to: &scores, shape)
        return Opinion(shape: shape, shares: scores, shared: shared, factors: factors)
    }

    private func look(
        for hash: UInt32, _ word: Int, _ other: Int, _ shared: inout [Opinion.SharedRow]
    ) {
        let row = table.row(of: hash)
        if row >= 0 { shared.append(Opinion.SharedRow(row: row, words: (word, other))) }
    }

    /// How much each word of a text speaks for a column, in units of the score.
    func weights(of column: Int, in opinion: Opinion, _ words: [ReadWord]) -> [Float] {
        var sums = words.map { word in
            guard let sums = word.learned?.sums else { return Float(0) }
            return (0..<(sums.count / shape.width)).reduce(Float(0)) { sum, kind in
                sum + Float(sums[kind * shape.width + column]) * opinion.factors[kind]
            }
        }
        for shared in opinion.shared {
            let factor = opinion.factors[FeatureKind.index(of: table.hashes[Int(shared.row)])]
            let said = Float(weights[Int(shared.row) * shape.width + column]) * factor
            sums[shared.words.0] += said / 2
            sums[shared.words.1] += said / 2
        }
        return sums.map { $0 * fit.scales[column] }
    }
}

/// The numbers of a model beside its rows.
struct ModelFit: Codable, Hashable, Sendable {
    /// By column: what a weight of 1 is worth.
    var scales: [Float] = []
    var bias: [Float] = []
    /// By head: what a unit of a term's weight is worth.
    var gains: [Float] = []
    /// By head: fitted on examples that were not trained on.
    var temperatures: [Float]
    var sureness: Sureness
    /// From this share an emergency is one.
    var emergency: Float
    /// From this share a message asks for no work.
    var noRequest: Float
    /// How many examples people wrote, and their digest.
    var examples: Int
    var digest: String
}

/// What the model makes of one text.
struct Opinion: Sendable {
    let shape: ModelShape
    /// By column: shares that add up to one in each head.
    let shares: [Float]
    let shared: [SharedRow]
    /// By kind of feature: what its sums are multiplied by.
    let factors: FeatureKind.Numbers

    /// A row that two words have together, or one with the word before it.
    struct SharedRow: Sendable {
        let row: Int32
        let words: (Int, Int)
    }

    /// That no work is asked for.
    var noRequest: Float {
        var sum: Float = 0
        for column in shape.noRequest { sum += shares[column] }
        return sum
    }

    /// That there is a second job for another trade.
    var twoJobs: Float { shares[shape.jobs.upperBound - 1] }

    var unknown: Float { shares[shape.unknown] }

    var intent: Intent { shape.intents[best(of: shape.noRequest) - shape.noRequest.lowerBound] }

    var variety: LanguageVariety {
        shape.varieties[best(of: shape.variety) - shape.variety.lowerBound]
    }

    /// The column with the greatest share; of equals the first.
    func best(of columns: Range<Int>) -> Int {
        var best = columns.lowerBound
        for column in columns where shares[column] > shares[best] { best = column }
        return best
    }
}
