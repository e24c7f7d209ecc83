import Model
import YAML

extension Catalogue {
    /// Reads and checks `trades.yaml`.
    static func load(path: String, _ findings: inout Findings) -> Catalogue? {
        guard let file = findings.read(CatalogueFile.self, path: path) else { return nil }
        findings.version(file.version)
        findings.complete(file.urgencyWords, "a list of words")
        findings.complete(file.dangerWords, "a list of words")
        check(file.trades, &findings)
        check(file.outsideRoutes, dangerWords: file.dangerWords, &findings)
        return Catalogue(
            version: file.version.value, trades: file.trades.map(\.trade),
            urgencyWords: file.urgencyWords.value, dangerWords: file.dangerWords.value,
            intentWords: file.intentWords, outsideRoutes: file.outsideRoutes.map(\.route))
    }

    private static func check(_ trades: [TradeEntry], _ findings: inout Findings) {
        findings.unique(trades.map(\.id), "trade")
        let known = Set(trades.map(\.id.value))
        for trade in trades {
            findings.notEmpty(trade.nameFr, "the French name")
            findings.notEmpty(trade.nameAr, "the Arabic name")
            if trade.keywords.all.isEmpty {
                findings.add(
                    trade.id.error(
                        "'\(trade.id.value)' has no keyword", hint: "nobody could ask for it"))
            }
            for other in trade.confusedWith ?? [] where !known.contains(other.value) {
                findings.add(
                    other.error(
                        "the trade '\(other.value)' is not in the catalogue",
                        hint: Nearest.hint(for: other.value.text, among: known.map(\.text))))
            }
        }
    }

    private static func check(
        _ routes: [RouteEntry], dangerWords: Located<[DangerKind: Terms]>,
        _ findings: inout Findings
    ) {
        findings.unique(routes.map(\.id), "route")
        for entry in routes where !entry.dangers.isEmpty {
            if entry.number == nil || entry.source == nil {
                findings.add(
                    entry.id.error(
                        "'\(entry.id.value)' serves a danger and lacks a number or its source",
                        hint: "give both, or leave 'dangers' empty"))
            }
        }
        let served = Set(routes.flatMap(\.dangers))
        for danger in DangerKind.allCases where !served.contains(danger) {
            findings.add(
                dangerWords.error(
                    "no outside route serves the danger '\(danger.rawValue)'",
                    hint: "name it in the 'dangers' of a route"))
        }
    }
}

extension Terms {
    /// The terms of the four varieties.
    public var all: [String] { french + arabic + darijaArabic + darijaLatin }
}
