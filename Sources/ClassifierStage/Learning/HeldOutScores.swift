import Foundation
import Model

/// Scores of examples that were not trained on: what confidence is worth, and from where on an
/// emergency is one.
struct HeldOutScores {
    private let shape: ModelShape
    private let trades: [String: Int]
    private var scores: [[Float]] = []
    private var right: [[Set<Int>]] = []
    private var dangers: [Bool] = []

    init(_ shape: ModelShape) {
        self.shape = shape
        trades = Dictionary(
            shape.trades.enumerated().map { ($1.text, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    /// - Parameter isDanger: a danger is named, which is an emergency whatever the scores say
    mutating func take(_ example: Example, _ scores: [Float], isDanger: Bool) {
        self.scores.append(scores)
        dangers.append(isDanger)
        var asked = Set(([example.trade] + (example.also ?? [])).compactMap { trades[$0] })
        if example.trade == Example.unknown { asked.insert(shape.unknown) }
        if example.trade == Example.noRequest { asked.formUnion(shape.noRequest) }
        let isRequest = example.trade != Example.noRequest
        let urgency = isRequest ? Urgency(rawValue: example.urgency).flatMap(shape.column) : nil
        let variety = LanguageVariety(rawValue: example.lang).flatMap(shape.column)
        right.append(
            [asked]
                + [urgency, variety, shape.jobs(of: example)].map { Set([$0].compactMap { $0 }) })
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

    /// The least share from which no more than this part of the other requests is called an
    /// emergency, those that name a danger among them.
    func emergency(mostFalse: Float) -> Float {
        guard let column = shape.column(of: Urgency.emergency) else { return 0.5 }
        let temperature = temperature(of: 1)
        var others: [Float] = []
        for (index, right) in right.enumerated()
        where !right[1].isEmpty && !right[1].contains(column) {
            var row = scores[index].map { $0 / temperature }
            Softmax.apply(&row, shape.urgency)
            others.append(dangers[index] ? 1 : row[column])
        }
        others.sort(by: >)
        let most = Int(Float(others.count) * mostFalse)
        // Of a few examples nothing can be learned; of many nothing so strange as a tenth or more
        // than a half.
        guard most > 0 else { return 0.3 }
        return min(max(others[most].nextUp, 0.1), 0.5)
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
