import Foundation
import Model

/// A model that `maalem triage train` wrote: a row of small weights for each piece of a word that
/// several examples have. It is read once and never changes.
public struct LearnedModel: Sendable {
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
        let voice: Voice
        let whole: UInt32
        let sound: UInt32?
        /// True for a word that several examples have.
        let isKnown: Bool
    }

    func word(_ text: String) -> Word {
        let features = WordFeatures(text, meaning: concepts.meaning(of: text))
        var voice = Voice(width: shape.width)
        for hash in features.hashes { add(table.row(of: hash), to: &voice) }
        return Word(
            voice: voice, whole: features.whole, sound: features.sound,
            isKnown: table.holds(FeatureKind.words.marking(WordFeatures.mixed(features.whole))))
    }

    /// What rows say together, kind by kind.
    struct Voice: Sendable {
        /// By kind and column: the sum of the rows.
        var sums: [Int32]
        /// By kind: the sum of the squares of what each row is worth.
        var squares: [Float]

        init(width: Int) {
            sums = [Int32](repeating: 0, count: FeatureKind.count * width)
            squares = [Float](repeating: 0, count: FeatureKind.count)
        }

        mutating func add(_ other: Voice) {
            other.sums.withUnsafeBufferPointer { more in
                sums.withUnsafeMutableBufferPointer { sums in
                    for index in 0..<min(more.count, sums.count) { sums[index] &+= more[index] }
                }
            }
            for kind in squares.indices { squares[kind] += other.squares[kind] }
        }

        /// By kind: what a sum is divided by.
        var roots: [Float] { squares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 } }
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
        var rows: [(pair: Int32, sounds: Int32)] = []
        rows.reserveCapacity(words.count)
        for word in words {
            guard let word = word.learned else {
                pairs.hide()
                rows.append((-1, -1))
                continue
            }
            voice.add(word.voice)
            let (letters, sounds) = pairs.next(word.whole, word.sound)
            let found = (
                pair: table.row(of: letters), sounds: sounds.map(table.row) ?? -1
            )
            add(found.pair, to: &voice)
            add(found.sounds, to: &voice)
            rows.append(found)
        }
        let roots = voice.roots
        var scores = [Float](repeating: 0, count: shape.width)
        for (kind, root) in roots.enumerated() where root > 0 {
            let base = kind * shape.width
            for column in scores.indices {
                scores[column] += Float(voice.sums[base + column]) * root
            }
        }
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
        return Opinion(shape: shape, shares: scores, pairs: rows, roots: roots)
    }

    /// How much each word of a text speaks for a column, in units of the score.
    func weights(of column: Int, in opinion: Opinion, _ words: [ReadWord]) -> [Float] {
        zip(words, opinion.pairs).map { word, rows in
            var sum: Float = 0
            for (kind, root) in opinion.roots.enumerated() {
                let said = word.learned?.voice.sums[kind * shape.width + column] ?? 0
                sum += Float(said) * root
            }
            for row in [rows.pair, rows.sounds] where row >= 0 {
                let root = opinion.roots[FeatureKind.index(of: table.hashes[Int(row)])]
                sum += Float(weights[Int(row) * shape.width + column]) * root
            }
            return sum * fit.scales[column]
        }
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
    /// For each word the rows of the pairs that end with it; -1: none.
    let pairs: [(pair: Int32, sounds: Int32)]
    /// By kind of feature: what its sums are divided by.
    let roots: [Float]

    /// That no work is asked for.
    var noRequest: Float {
        var sum: Float = 0
        for column in shape.noRequest { sum += shares[column] }
        return sum
    }

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
