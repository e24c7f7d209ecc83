import ArgumentParser
import LedgerStage
import Model

/// `maalem dead`
struct DeadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Messages that a stage gave up: their one home.",
        subcommands: [DeadList.self, DeadShow.self], defaultSubcommand: DeadList.self)
}

/// `maalem dead list`
struct DeadList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The dead letters of a chamber, and of chamber 00.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Flag(help: "Those that were replayed or dropped too.") var all = false
    @OptionGroup var format: FormatOption

    func run() throws {
        let local = format.json ? nil : place.localTime(scope.chamber)
        var letters = LedgerRows(try place.ledger(scope.chamber).rows(of: .deadLetters))
        // Chamber 00 is made with the first chamber; an installation may still lack it.
        if let unreadable = try? place.ledger(.unreadable) {
            letters.rows += try unreadable.rows(of: .deadLetters).rows
        }
        let shown = letters.choosing(
            letters.columns,
            rows: letters.rows.filter { all || letters.cell($0, "state") == "recorded" })
        let table = Table(
            shown, numbers: ["attempts"], elastic: ["error"], times: ["at"], local: local)
        Console.show(table, asJSON: format.json, empty: "no dead letters")
    }
}

/// `maalem dead show ID`
struct DeadShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "One dead letter; --open shows the message as it came.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "d and 16 hexadecimal digits.") var id: String
    @Flag(help: "Open the message; needs the vault's file.") var open = false
    @OptionGroup var format: FormatOption

    func run() throws {
        guard let letter = try place.ledger(scope.chamber, opening: open).deadLetter(id) else {
            throw CommandFault(.data, "no dead letter \(id.terminalSafe) in \(scope.chamber)")
        }
        let body = letter.body.map { String(decoding: $0, as: UTF8.self) }
        let members: [(String, JSON)] = [
            ("id", .string(letter.id)), ("recorded-at", .string(letter.recordedAt)),
            ("stage", .string(letter.stage)), ("queue", .string(letter.queue)),
            ("reason", .string(letter.reason)), ("error", .string(letter.error)),
            ("attempts", .integer(Int64(letter.attempts))),
            ("original-id", JSON(letter.originalID)), ("original-type", JSON(letter.originalType)),
            ("headers", .string(letter.headers)), ("state", .string(letter.state)),
            ("body", JSON(body)),
        ]
        Console.show(members, asJSON: format.json)
    }
}
