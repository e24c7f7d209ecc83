import Configuration
import Model

/// How many artisans follow each trade, and how they work: a guess at a city like Oran, where
/// plumbers, electricians, painters and masons are many and stone-cutters and lift engineers few.
/// Only the proportions mean anything.
struct TradeMix: Sendable {
    /// A trade that nobody weighed.
    static let unknownWeight = 8.0

    private static let weights: [String: Double] = [
        "plombier": 110, "electricien": 105, "macon": 100, "peintre": 95,
        "menuisier-bois": 60, "carreleur": 60, "soudeur-ferronnier": 50,
        "menuisier-alu-pvc": 45, "frigoriste-clim": 40, "platrier": 40,
        "electromenager": 35, "plaquiste": 30, "serrurier": 30, "chauffagiste": 28,
        "deboucheur": 28, "gazier": 25, "etancheur": 25, "coffreur-ferrailleur": 25,
        "terrassier-demolisseur": 20, "nettoyage": 20, "mecanicien-auto": 20, "couturier": 20,
        "coiffeur": 20, "vitrier": 18, "pompe-citerne": 18, "demenageur": 18, "facadier": 15,
        "cuisiniste": 15, "antenniste": 15, "tapissier": 15, "jardinier": 15,
        "reparateur-telephone-informatique": 15, "courant-faible": 14, "storiste": 12,
        "marbrier": 12, "ebeniste": 12, "tolier-peintre-auto": 12, "couvreur-charpentier": 10,
        "solaire": 8, "desinsectiseur": 8, "cordonnier": 8, "parqueteur": 6,
        "tailleur-pierre": 5, "ascensoriste": 4,
    ]

    /// Trades of a workshop or a shop: their artisans mostly stay where they are.
    private static let workshops: Set<String> = [
        "menuisier-alu-pvc", "cuisiniste", "ebeniste", "marbrier", "tapissier", "mecanicien-auto",
        "tolier-peintre-auto", "couturier", "coiffeur", "cordonnier", "electromenager",
        "reparateur-telephone-informatique",
    ]

    /// Trades sold at weekly markets and fairs too.
    private static let fairs: Set<String> = ["cordonnier", "couturier", "coiffeur", "tapissier"]

    /// Trades in which some answer at any hour.
    private static let roundTheClock: Set<String> = [
        "plombier", "electricien", "serrurier", "deboucheur", "gazier",
    ]

    let trades: [Trade]
    private let tradeWeights: [Double]

    init(_ catalogue: Catalogue) {
        trades = catalogue.trades.sorted { $0.id < $1.id }
        tradeWeights = trades.map { Self.weights[$0.id.text, default: Self.unknownWeight] }
    }

    /// How many rings of quartiers around home people of a trade go for work: the fewer they are,
    /// the farther. Fewer than one artisan in a hundred cross the city.
    func reach(_ trade: TradeID) -> Int {
        let share = weight(trade) / tradeWeights.reduce(0, +)
        return share < 0.01 ? 5 : share < 0.03 ? 3 : 1
    }

    func isWorkshop(_ trade: TradeID) -> Bool { Self.workshops.contains(trade.text) }

    func isFair(_ trade: TradeID) -> Bool { Self.fairs.contains(trade.text) }

    func isRoundTheClock(_ trade: TradeID) -> Bool { Self.roundTheClock.contains(trade.text) }

    /// The main trade of each of `count` artisans: exact shares by largest remainder, two of each
    /// trade at least.
    func quotas(_ count: Int) -> [TradeID] {
        let total = tradeWeights.reduce(0, +)
        let exact = tradeWeights.map { $0 / total * Double(count) }
        var quotas = exact.map { max(2, Int($0)) }
        let byRemainder = exact.indices.sorted {
            let (left, right) = (exact[$0] - Double(quotas[$0]), exact[$1] - Double(quotas[$1]))
            return left == right ? $0 < $1 : left > right
        }
        var missing = count - quotas.reduce(0, +)
        for index in byRemainder where missing > 0 {
            quotas[index] += 1
            missing -= 1
        }
        let all = zip(trades, quotas).flatMap { Array(repeating: $0.id, count: $1) }
        return Array(all.prefix(count))
    }

    /// A second or third trade of somebody who follows `trades`: of the same family, never one
    /// twice; `nil` where the family has no other.
    func companion(of own: [TradeID], _ generator: inout SeededGenerator) -> TradeID? {
        guard let family = trades.first(where: { $0.id == own.first })?.family else { return nil }
        let near = trades.filter { $0.family == family && !own.contains($0.id) }
        guard !near.isEmpty else { return nil }
        return near[generator.index(weights: near.map { weight($0.id) })].id
    }

    private func weight(_ trade: TradeID) -> Double {
        Self.weights[trade.text, default: Self.unknownWeight]
    }
}
