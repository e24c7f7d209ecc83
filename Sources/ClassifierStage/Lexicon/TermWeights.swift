import Foundation
import Model

/// How much each term says: rare words more than common ones, long terms more than short ones.
struct TermWeights: Sendable {
    /// By the number of the term.
    let weights: [Double]

    init(_ lexicon: Lexicon, trades: Int) {
        let use = WordUse(lexicon)
        func rarity(_ word: Int) -> Double { log(1 + Double(trades) / use.trades(of: word)) }
        weights = lexicon.terms.map { term in
            guard case .trade = term.topic else {
                return Self.weight(ofLength: term.words.count, term.topic)
            }
            let rarities = term.words.map(rarity).sorted(by: >)
            let sum = (rarities.first ?? 0) + 0.5 * rarities.dropFirst().reduce(0, +)
            let shared = Double(max(1, use.tradesOfTerm[term.words]?.count ?? 1))
            let kind = term.isPart ? Self.partFactor : (term.isName ? Self.nameFactor : 1)
            return kind * sum / shared.squareRoot()
        }
    }

    /// Outside the trades a term counts by its length alone. One word of haste is no emergency.
    private static func weight(ofLength count: Int, _ topic: Lexicon.Topic) -> Double {
        if case .urgency(.emergency) = topic, count == 1 { return 0.6 }
        return min(1.5, 0.6 + 0.4 * Double(count))
    }

    private static let partFactor = 0.3
    private static let nameFactor = 1.3
}

/// By how many trades a word or a term is used.
private struct WordUse {
    private var alone: [Int: Set<TradeID>] = [:]
    private var inside: [Int: Set<TradeID>] = [:]
    private(set) var tradesOfTerm: [[Int]: Set<TradeID>] = [:]

    init(_ lexicon: Lexicon) {
        for term in lexicon.terms where !term.isPart {
            guard case .trade(let trade) = term.topic else { continue }
            tradesOfTerm[term.words, default: []].insert(trade)
            if term.words.count == 1 {
                alone[term.words[0], default: []].insert(trade)
            } else {
                for word in term.words { inside[word, default: []].insert(trade) }
            }
        }
    }

    /// At least 1. A trade that has the word inside longer terms only claims it less.
    func trades(of word: Int) -> Double {
        let alone = alone[word] ?? []
        let inside = inside[word]?.subtracting(alone) ?? []
        return max(1, Double(alone.count) + Self.insideFactor * Double(inside.count))
    }

    private static let insideFactor = 0.5
}
