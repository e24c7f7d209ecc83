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
    let weights: [Int8]
    private let heads: [Range<Int>]

    init(version: String, shape: ModelShape, fit: ModelFit, table: FeatureTable, weights: [Int8]) {
        self.version = version
        self.shape = shape
        self.fit = fit
        self.table = table
        self.weights = weights
        heads = shape.heads
    }

    /// What a model knows of one word, whatever stands beside it.
    struct Word: Sendable {
        /// By column: the sum of the rows of its features.
        let sums: [Int32]
        /// How many of its features the model has.
        let features: Int
        let whole: UInt32
        let sound: UInt32?
        /// True for a word that several examples have.
        let isKnown: Bool
    }

    func word(_ text: String) -> Word {
        let features = WordFeatures(text)
        var sums = [Int32](repeating: 0, count: shape.width)
        var known = 0
        for hash in features.hashes { known += add(table.row(of: hash), to: &sums) }
        return Word(
            sums: sums, features: known, whole: features.whole, sound: features.sound,
            isKnown: table.holds(WordFeatures.mixed(features.whole)))
    }

    /// 1 if there is such a row.
    private func add(_ row: Int32, to sums: inout [Int32]) -> Int {
        guard row >= 0 else { return 0 }
        let width = shape.width
        let base = Int(row) * width
        weights.withUnsafeBufferPointer { weights in
            sums.withUnsafeMutableBufferPointer { sums in
                for column in 0..<width { sums[column] &+= Int32(weights[base &+ column]) }
            }
        }
        return 1
    }

    private static func add(_ more: [Int32], to sums: inout [Int32]) {
        more.withUnsafeBufferPointer { more in
            sums.withUnsafeMutableBufferPointer { sums in
                for column in 0..<min(more.count, sums.count) { sums[column] &+= more[column] }
            }
        }
    }

    /// What the model makes of the words of a text.
    /// - Parameter words: `nil` for those that are hidden
    func opinion(on words: [ReadWord], beside scan: LexiconScan) -> Opinion {
        var sums = [Int32](repeating: 0, count: shape.width)
        var known = 0
        var pairs = WordPairs()
        var rows: [(pair: Int32, sounds: Int32)] = []
        rows.reserveCapacity(words.count)
        for word in words {
            guard let word = word.learned else {
                pairs.hide()
                rows.append((-1, -1))
                continue
            }
            known += word.features
            Self.add(word.sums, to: &sums)
            let (letters, sounds) = pairs.next(word.whole, word.sound)
            let found = (
                pair: table.row(of: letters), sounds: sounds.map(table.row) ?? -1
            )
            known += add(found.pair, to: &sums) + add(found.sounds, to: &sums)
            rows.append(found)
        }
        let root = 1 / Float(max(1, known)).squareRoot()
        var scores = [Float](repeating: 0, count: sums.count)
        for column in scores.indices {
            scores[column] = Float(sums[column]) * fit.scales[column] * root + fit.bias[column]
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
        return Opinion(shape: shape, shares: scores, pairs: rows, root: root)
    }

    /// How much each word of a text speaks for a column, in units of the score.
    func weights(of column: Int, in opinion: Opinion, _ words: [ReadWord]) -> [Float] {
        let scale = fit.scales[column] * opinion.root
        return zip(words, opinion.pairs).map { word, rows in
            var sum = word.learned?.sums[column] ?? 0
            for row in [rows.pair, rows.sounds] where row >= 0 {
                sum += Int32(weights[Int(row) * shape.width + column])
            }
            return Float(sum) * scale
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
    /// One over the root of the number of known features.
    let root: Float

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
