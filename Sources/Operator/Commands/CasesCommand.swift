import ArgumentParser
import LedgerStage
import Model

/// `maalem cases`
struct CasesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cases", abstract: "Whatever needs a human: list, take, close.",
        subcommands: [CasesList.self, CasesTake.self, CasesClose.self],
        defaultSubcommand: CasesList.self)
}

/// `maalem cases list`
struct CasesList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The open cases, the most pressing first.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Flag(help: "Closed ones too.") var all = false
    @Option(help: "Only this kind: danger, missing-place, unsure-triage, …") var kind: String?
    @OptionGroup var format: FormatOption

    func run() throws {
        let cases = LedgerRows(
            try place.ledger(scope.chamber).rows(of: .cases, limit: 1_000_000))
        func order(_ row: [JSON]) -> (String, String) {
            (cases.cell(row, "deadline").string ?? "", cases.cell(row, "id").string ?? "")
        }
        let rows = cases.rows
            .filter { all || cases.cell($0, "closed_at") == .null }
            .filter { kind == nil || cases.cell($0, "kind").string == kind }
            .sorted { order($0) < order($1) }
        // The columns that a person works with; the programs get them all.
        let shown =
            format.json
            ? cases.columns
            : cases.columns.filter { all || ($0 != "closed_at" && $0 != "outcome") }
        let table = Table(
            cases.choosing(shown, rows: rows),
            elastic: ["subject", "outcome", "owner"],
            times: ["opened_at", "deadline", "closed_at"],
            local: format.json ? nil : place.localTime(scope.chamber))
        Console.show(table, asJSON: format.json, empty: "no open cases")
    }
}
