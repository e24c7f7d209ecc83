import ArgumentParser
import LedgerStage
import Model

/// `maalem roster list`
struct RosterList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The artisans of a chamber, as its ledger knows them.",
        discussion: """
            The status is the convention's: registered (none yet), signed (from a day to come),
            active, suspended, terminated, expired.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Option(help: "Only those of this trade.") var trade: String?
    @Option(help: "Only those who serve this quartier.") var quartier: String?
    @Option(help: "Only those whose convention is in this state.") var status: String?
    @Option(help: "At most so many.") var limit = 10_000
    @OptionGroup var format: FormatOption

    func run() throws {
        let all = try place.ledger(scope.chamber).rows(of: .artisans, limit: 1_000_000)
        let wanted: [(column: String, value: String?)] = [
            ("trades", trade), ("quartiers", quartier), ("status", status),
        ]
        let filters = wanted.compactMap { filter -> (index: Int, value: String)? in
            guard let value = filter.value, let index = all.columns.firstIndex(of: filter.column)
            else { return nil }
            return (index, value)
        }
        let rows = all.rows.filter { row in
            filters.allSatisfy { filter in
                row[filter.index].string?.split(separator: " ").contains(filter.value[...]) == true
            }
        }
        let elastic: Set<String> = ["trades", "quartiers"]
        var table = Table(
            all.columns.map { .init($0, isElastic: elastic.contains($0)) })
        for row in rows.prefix(limit) { table.add(row) }
        Console.show(table, asJSON: format.json, empty: "no such artisan in the ledger")
        if !format.json { Console.note("\(min(limit, rows.count)) of \(all.rows.count) artisans") }
    }
}
