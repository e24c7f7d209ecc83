import Foundation

/// A text to learn from, as rows of a feature table and what is right for each head.
struct TrainingRow: Sendable {
    let rows: [RowValue]
    /// What the terms of the catalogue say of it.
    let terms: [(column: Int, strength: Float)]
    /// For each head what is right.
    let targets: [Target]
    /// 1 for an example that a person wrote.
    let weight: Float

    enum Target: Sendable {
        /// Nothing is known, nothing is learned.
        case unknown
        /// Columns with their shares, which add up to one.
        case shares([(column: Int, share: Float)])
        /// One of these; which one does not matter.
        case anyOf(Range<Int>)
    }
}

/// How the weights are fitted.
public struct TrainingOptions: Sendable {
    public var epochs = 5
    public var rate: Float = 0.12
    /// Pull of each weight towards zero, per example that touches it.
    public var decay: Float = 6e-4
    /// How much more than any other column the right one must score while learning: what is only
    /// just right is still learned from.
    public var margin: Float = 2
    /// The weights at the ends of so many epochs, the last ones, are averaged.
    public var averaged = 3
    public var seed: UInt64 = 31

    public init() {}
}

/// Several softmax regressions over the same features, fitted together by AdaGrad. The same rows
/// in the same order give the same weights, bit by bit.
struct LinearTrainer {
    let features: Int
    let width: Int
    let heads: [Range<Int>]
    private(set) var weights: [Float]
    private(set) var bias: [Float]
    /// By head: what a unit of a term's weight is worth.
    private(set) var gains: [Float]
    private var gainSquares: [Float]
    private var squares: [Float]
    private var biasSquares: [Float]
    private var margin: Float = 0

    init(features: Int, heads: [Range<Int>]) {
        self.features = features
        self.heads = heads
        width = ((heads.last?.upperBound ?? 0) + 15) / 16 * 16
        weights = [Float](repeating: 0, count: features * width)
        squares = [Float](repeating: 1e-6, count: features * width)
        bias = [Float](repeating: 0, count: width)
        biasSquares = [Float](repeating: 1e-6, count: width)
        gains = [Float](repeating: 0.5, count: heads.count)
        gainSquares = [Float](repeating: 10, count: heads.count)
    }

    /// Begins where counting alone would end: how much more often than by chance a feature stands
    /// in the examples of a column, as a logarithm that rare features keep near zero.
    mutating func begin(with examples: [TrainingRow], head: Range<Int>, worth: Float) {
        guard worth > 0 else { return }
        var columnCounts = [Float](repeating: 0, count: width)
        var rowCounts = [Float](repeating: 0, count: features)
        for example in examples {
            guard case .shares(let targets) = example.targets[0] else { continue }
            for target in targets { columnCounts[target.column] += target.share * example.weight }
            for row in example.rows {
                rowCounts[Int(row.row)] += example.weight
                for target in targets {
                    weights[Int(row.row) * width + target.column] +=
                        target.share * example.weight
                }
            }
        }
        let all = max(1, columnCounts.reduce(0, +))
        for row in 0..<features {
            for column in head {
                let chance = rowCounts[row] * columnCounts[column] / all
                let lift = log((weights[row * width + column] + 1) / (chance + 1))
                weights[row * width + column] = worth * lift
            }
        }
    }

    mutating func fit(_ examples: [TrainingRow], _ options: TrainingOptions) {
        margin = options.margin
        var order = Array(examples.indices)
        var average = RunningAverage()
        var state = options.seed
        for epoch in 0..<options.epochs {
            for index in stride(from: order.count - 1, to: 0, by: -1) {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                order.swapAt(index, Int((state >> 33) % UInt64(index + 1)))
            }
            let rate = options.rate * (1 - 0.9 * Float(epoch) / Float(max(1, options.epochs - 1)))
            for index in order { step(examples[index], rate, options.decay) }
            if epoch >= options.epochs - options.averaged { average.take(weights + bias) }
        }
        guard let fitted = average.value else { return }
        weights = Array(fitted.prefix(weights.count))
        bias = Array(fitted.suffix(bias.count))
    }

    /// Makes one column less likely than the examples make it.
    mutating func lower(_ column: Int, by score: Float) { bias[column] -= score }

    /// Scores of a text: a sum of rows, each for what it is worth there, plus the bias, plus what
    /// terms say.
    func scores(_ rows: [RowValue], _ terms: [(column: Int, strength: Float)]) -> [Float] {
        var sums = [Float](repeating: 0, count: width)
        weights.withUnsafeBufferPointer { weights in
            for row in rows {
                let base = Int(row.row) * width
                for column in 0..<width { sums[column] += weights[base + column] * row.value }
            }
        }
        for column in 0..<width { sums[column] += bias[column] }
        for (column, strength) in terms { sums[column] += strength * gains[head(of: column)] }
        return sums
    }

    /// How much a row says of the column it says most of.
    func strength(ofRow row: Int) -> Float {
        weights[(row * width)..<((row + 1) * width)].reduce(Float(0)) { max($0, abs($1)) }
    }

    private func head(of column: Int) -> Int { heads.firstIndex { $0.contains(column) } ?? 0 }

    private mutating func step(_ example: TrainingRow, _ rate: Float, _ decay: Float) {
        var gradient = scores(example.rows, example.terms)
        for (head, columns) in heads.enumerated() {
            switch example.targets[head] {
            case .unknown:
                for column in columns { gradient[column] = 0 }
            case .shares(let targets):
                for target in targets { gradient[target.column] -= margin * target.share }
                Softmax.apply(&gradient, columns)
                for target in targets { gradient[target.column] -= target.share }
            case .anyOf(let right):
                Softmax.apply(&gradient, columns)
                let sum = right.reduce(Float(1e-9)) { $0 + gradient[$1] }
                for column in right { gradient[column] -= gradient[column] / sum }
            }
        }
        for column in (heads.last?.upperBound ?? 0)..<width { gradient[column] = 0 }
        for column in 0..<width { gradient[column] *= example.weight }
        for (column, strength) in example.terms {
            let head = head(of: column)
            let slope = gradient[column] * strength
            gainSquares[head] += slope * slope
            gains[head] -= rate * slope / gainSquares[head].squareRoot()
        }
        Self.update(&bias, &biasSquares, 0, gradient, 1, rate, 0)
        for row in example.rows {
            Self.update(
                &weights, &squares, Int(row.row) * width, gradient, row.value, rate, decay)
        }
    }

    private static func update(
        _ weights: inout [Float], _ squares: inout [Float], _ base: Int, _ gradient: [Float],
        _ value: Float, _ rate: Float, _ decay: Float
    ) {
        weights.withUnsafeMutableBufferPointer { weights in
            squares.withUnsafeMutableBufferPointer { squares in
                gradient.withUnsafeBufferPointer { gradient in
                    let keep = 1 - decay
                    for column in 0..<gradient.count {
                        let slope = gradient[column] * value
                        let square = squares[base + column] + slope * slope
                        squares[base + column] = square
                        weights[base + column] =
                            weights[base + column] * keep - rate * slope / square.squareRoot()
                    }
                }
            }
        }
    }
}

/// The mean of several arrays.
private struct RunningAverage {
    private var sums: [Float] = []
    private var count: Float = 0

    mutating func take(_ values: [Float]) {
        if sums.isEmpty { sums = [Float](repeating: 0, count: values.count) }
        for index in sums.indices { sums[index] += values[index] }
        count += 1
    }

    /// `nil` before the first.
    var value: [Float]? { count > 0 ? sums.map { $0 / count } : nil }
}

/// Scores as shares of one.
enum Softmax {
    static func apply(_ scores: inout [Float], _ columns: Range<Int>) {
        var top = -Float.infinity
        for column in columns { top = max(top, scores[column]) }
        var sum: Float = 0
        for column in columns {
            scores[column] = exp(scores[column] - top)
            sum += scores[column]
        }
        for column in columns { scores[column] /= sum }
    }
}
