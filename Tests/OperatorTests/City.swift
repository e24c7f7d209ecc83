import Configuration
import Model

@testable import Operator

/// A small catalogue and a city of a hundred quartiers on a grid, for tests.
enum City {
    static let families: [(family: String, trades: [String])] = [
        ("eau-gaz", ["plombier", "deboucheur", "gazier", "chauffagiste"]),
        ("électricité", ["electricien", "frigoriste-clim", "antenniste"]),
        ("second-œuvre", ["peintre", "carreleur", "platrier"]),
        ("gros-œuvre", ["macon", "coffreur-ferrailleur"]),
        ("patrimoine", ["tailleur-pierre"]), ("équipements", ["ascensoriste", "solaire"]),
        ("cuir", ["cordonnier"]),
    ]

    static let catalogue = Catalogue(
        version: 1,
        trades: families.flatMap { family in
            family.trades.map { id in
                Trade(id: TradeID(id)!, nameFr: id, nameAr: id, family: family.family)
            }
        }, urgencyWords: [:], dangerWords: [:], intentWords: [:], outsideRoutes: [])

    static let chamber = Chamber(
        code: ChamberCode("31")!, name: "Oran", timeZone: "Africa/Algiers",
        quartiers: quartiers, landmarks: [],
        turns: TurnRules(
            version: "test", respondWithinSeconds: [:], sendWithinSeconds: [:],
            offersPerRequest: 3, neighbourOffers: 1, capacity: 2, answerWithinSeconds: 60,
            parkSeconds: 60, caseDeadlineSeconds: [:], askBelowConfidence: 0.5),
        channels: Channels(outgoing: "outbox", missedCalls: [], sendBatch: 10))

    static let names = NameList(
        given: [.init(latin: "Kada", arabic: "قادة"), .init(latin: "Kheira", arabic: "خيرة")],
        family: [.init(latin: "Bensalem", arabic: "بن سالم"), .init(latin: "Mahi", arabic: "ماحي")])

    /// Ten by ten; the first ten bear the names of districts that lack artisans.
    private static let quartiers: [Quartier] = {
        let underserved = CityShape.underserved.sorted().prefix(10)
        let ids = (0..<100).map { index in
            QuartierID(index < 10 ? Array(underserved)[index] : "q-\(index)")!
        }
        return ids.indices.map { index in
            let (row, column) = index.quotientAndRemainder(dividingBy: 10)
            let near = [(row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)]
                .filter { (0..<10).contains($0.0) && (0..<10).contains($0.1) }
            return Quartier(
                id: ids[index], nameFr: ids[index].text, nameAr: ids[index].text,
                commune: "oran", latitude: 35.7, longitude: -0.6,
                neighbours: near.map { ids[$0.0 * 10 + $0.1] })
        }
    }()

    static func roster(seed: UInt64 = 1) -> [RosterRecord] {
        var generator = RosterGenerator(
            seed: seed, catalogue: catalogue, chamber: chamber, names: names, year: 2026)
        return generator.roster()
    }
}
