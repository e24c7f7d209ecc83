import Foundation
import Model

/// Scores of examples that were not trained on: what confidence is worth, and from where on an
/// emergency is one.
struct HeldOutScores {
    private let shape: ModelShape
    private let trades: [String: Int]
    private var scores: [[Float]] = []
    private var right: [[Set<Int>]] = []

    init(_ shape: ModelShape) {
        self.shape = shape
        trades = Dictionary(
            shape.trades.enumerated().map { ($1.text, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    mutating func take(_ example: Example, _ scores: [Float]) {
        self.scores.append(scores)
        var asked = Set(([example.trade] + (example.also ?? [])).compactMap { trades[$0] })
        if example.trade == Example.unknown { asked.insert(shape.unknown) }
        if example.trade == Example.noRequest { asked.formUnion(shape.noRequest) }
        let isRequest = example.trade != Example.noRequest
        let urgency = isRequest ? Urgency(rawValue: example.urgency).flatMap(shape.column) : nil
        let variety = LanguageVariety(rawValue: example.lang).flatMap(shape.column)
        right.append([asked, Set([urgency].compactMap { $0 }), Set([variety].compactMap { $0 })])
    }

    /// The temperature under which the truth was likeliest.
    func temperature(of head: Int) -> Float {
        var best: (loss: Float, temperature: Float) = (.infinity, 1)
        for step in 4...40 {
            let temperature = Float(step) * 0.05
            let loss = loss(head, temperature)
            if loss < best.loss { best = (loss, temperature) }
        }
        return best.temperature
    }

    /// The greatest share from which this part of the emergencies is found.
    func emergency(recall: Double) -> Float {
        guard let column = shape.column(of: Urgency.emergency) else { return 0.5 }
        let temperature = temperature(of: 1)
        var shares: [Float] = []
        for (scores, right) in zip(scores, right) where right[1].contains(column) {
            var row = scores.map { $0 / temperature }
            Softmax.apply(&row, shape.urgency)
            shares.append(row[column])
        }
        shares.sort()
        guard !shares.isEmpty else { return 0.5 }
        let missed = Int(Double(shares.count) * (1 - recall))
        return min(0.5, max(0.02, shares[missed]))
    }

    private func loss(_ head: Int, _ temperature: Float) -> Float {
        let columns = shape.heads[head]
        var sum: Float = 0
        for (scores, right) in zip(scores, right) where !right[head].isEmpty {
            var row = scores
            for column in columns { row[column] /= temperature }
            Softmax.apply(&row, columns)
            let share = right[head].reduce(Float(0)) { $0 + row[$1] }
            sum -= log(max(share, 1e-9))
        }
        return sum
    }
}
