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
        guard !scores.isEmpty else { return 1 }
        var best: (loss: Float, temperature: Float) = (.infinity, 1)
        for step in 4...40 {
            let temperature = Float(step) * 0.05
            let loss = loss(head, temperature)
            if loss < best.loss { best = (loss, temperature) }
        }
        return best.temperature
    }

    /// Shares of the best answer are worth what `Sureness` makes of them: fitted on whether the
    /// best answers were right.
    func sureness() -> Sureness {
        let answers = answers()
        guard !answers.isEmpty else { return Sureness() }
        var best: (loss: Float, sureness: Sureness) = (.infinity, Sureness())
        for slope in stride(from: Float(0.5), through: 2, by: 0.05) {
            for shift in stride(from: Float(-1), through: 1, by: 0.05) {
                let sureness = Sureness(slope: slope, shift: shift)
                let loss = answers.reduce(Float(0)) { sum, answer in
                    let share = min(max(sureness.of(answer.share), 1e-6), 1 - 1e-6)
                    return sum - log(answer.isRight ? share : 1 - share)
                }
                if loss < best.loss { best = (loss, sureness) }
            }
        }
        return best.sureness
    }

    /// The least share of no request from which so many are none.
    func noRequest(precision: Float, _ sureness: Sureness) -> Float {
        let temperature = temperature(of: 0)
        var shares: [(share: Float, isNone: Bool)] = []
        for (scores, right) in zip(scores, right) {
            var row = scores.map { $0 / temperature }
            Softmax.apply(&row, shape.asked)
            sureness.apply(to: &row, shape)
            let share = shape.noRequest.reduce(Float(0)) { $0 + row[$1] }
            guard share >= 0.3 else { continue }
            shares.append((share, right[0].contains(shape.noRequest.lowerBound)))
        }
        shares.sort { $0.share > $1.share }
        guard !shares.isEmpty else { return 0.5 }
        var none = 0
        var least: Float = shares.count < 50 ? 0.5 : 0.99
        for (number, answer) in shares.enumerated() {
            if answer.isNone { none += 1 }
            // The first few tell nothing yet.
            if number >= 50, Float(none) >= precision * Float(number + 1) { least = answer.share }
        }
        return max(least, 0.5)
    }

    private func answers() -> [(share: Float, isRight: Bool)] {
        let temperature = temperature(of: 0)
        return zip(scores, right).map { scores, right in
            var row = scores.map { $0 / temperature }
            Softmax.apply(&row, shape.asked)
            let best = BestAnswer(row, shape)
            return (best.share, best.columns.contains { right[0].contains($0) })
        }
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
