import Configuration
import Model

/// Where artisans live and how far they go: a guess at a city like Oran.
struct CityShape: Sendable {
    /// Districts to which families moved faster than workshops did: the new towns of the east and
    /// the AADL blocks. The call centre is meant for them ("an artisan in each quartier").
    static let underserved: Set<String> = [
        "akid-lotfi", "canastel", "millenium", "hai-khemisti", "belgaid", "hai-sabah", "bendaoud",
        "cite-hasnaoui", "sidi-el-bachir-est", "ain-el-beida", "aadl-ain-beida", "hai-nedjma",
        "el-barki", "pole-zabana", "misserghin-zabana", "les-andalouses", "kristel",
    ]

    /// How much rarer an artisan is there than a district of its kind would have.
    static let underservedShare = 0.2

    /// Communes of the wilaya's dense middle.
    private static let dense: Set<String> = ["oran"]

    let quartiers: [Quartier]
    private let weights: [Double]
    private let byID: [QuartierID: Quartier]

    init(_ quartiers: [Quartier]) {
        self.quartiers = quartiers.sorted { $0.id < $1.id }
        weights = self.quartiers.map { quartier in
            (Self.dense.contains(quartier.commune) ? 2.5 : 1)
                * (Self.underserved.contains(quartier.id.text) ? Self.underservedShare : 1)
        }
        byID = Dictionary(quartiers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func home(_ generator: inout SeededGenerator) -> QuartierID? {
        quartiers.isEmpty ? nil : quartiers[generator.index(weights: weights)].id
    }

    /// Home first, then the neighbours, then theirs, by name within a ring.
    func around(_ home: QuartierID, rings: Int) -> [QuartierID] {
        var reached = [home]
        var seen: Set<QuartierID> = [home]
        var edge = [home]
        for _ in 0..<rings {
            let next = Set(edge.flatMap { byID[$0]?.neighbours ?? [] })
                .subtracting(seen).filter { byID[$0] != nil }
            edge = next.sorted()
            reached += edge
            seen.formUnion(edge)
        }
        return reached
    }
}
