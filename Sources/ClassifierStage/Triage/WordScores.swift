import Foundation
import Model

/// How strongly a text speaks for each of several things.
struct WordScores<Key: Hashable> {
    private(set) var scores: [Key: Double] = [:]
    /// The best share of each word of the text: overlapping terms count once.
    private var shares: [Key: [Int: Double]] = [:]

    mutating func add(_ key: Key, weight: Double, at positions: [Int]) {
        let share = weight / Double(positions.count)
        for position in positions {
            let before = shares[key]?[position] ?? 0
            guard share > before else { continue }
            shares[key, default: [:]][position] = share
            scores[key, default: 0] += share - before
        }
    }

    /// Weight that no word of the text carries: a hint of the channel.
    mutating func add(_ key: Key, weight: Double) { scores[key, default: 0] += weight }

    subscript(key: Key) -> Double { scores[key] ?? 0 }

    /// The weight of words that speak for one thing and hardly for the other.
    func weight(of key: Key, besides other: Key) -> Double {
        let taken = shares[other] ?? [:]
        return (shares[key] ?? [:]).reduce(0) { sum, share in
            sum + max(0, share.value - (taken[share.key] ?? 0))
        }
    }

    /// The strongest; among equals the first of the list, so that every run says the same.
    func best(among keys: [Key]) -> (key: Key, score: Double)? {
        var best: (key: Key, score: Double)?
        for key in keys where self[key] > (best?.score ?? 0) { best = (key, self[key]) }
        return best
    }
}

extension WordScores<TradeID> {
    /// The strongest first; equals in alphabetical order.
    var ranked: [(trade: TradeID, score: Double)] {
        scores.map { (trade: $0.key, score: $0.value) }
            .sorted { ($1.score, $0.trade) < ($0.score, $1.trade) }
    }

    /// Scores as confidences: a softmax over the trades and over no trade at all.
    func guesses(_ calibration: Calibration, limit: Int) -> [TradeGuess] {
        let ranked = ranked
        guard let best = ranked.first, best.score > 0 else { return [] }
        let top = max(best.score, calibration.nothing)
        let powers = ranked.map { exp(($0.score - top) / calibration.temperature) }
        let sum = powers.reduce(exp((calibration.nothing - top) / calibration.temperature), +)
        return zip(ranked, powers).prefix(limit).map {
            TradeGuess(trade: $0.trade, confidence: rounded($1 / sum))
        }
    }
}
