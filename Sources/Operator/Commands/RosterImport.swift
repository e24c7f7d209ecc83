import ArgumentParser
import Model

/// `maalem roster import`
struct RosterImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Checks a roster line by line and publishes it as commands.",
        discussion: """
            The first line names the columns; docs/roster.md lists them. Nothing is published from
            a file with a problem in it. Importing a file again changes nothing.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "The roster, comma-separated; - is the standard input.") var file: String
    @Flag(help: "Check the file and publish nothing.") var dryRun = false
    @Option(help: "Who imports (MAALEM_OPERATOR, else the account name).")
    var `operator`: String = OperatorOptions.accountName
    @Option(help: "Why; it stands in the ledger for good.") var reason = "roster import"
    @OptionGroup var brokers: CommandBrokerOption

    func run() async throws {
        let configuration = try place.configuration()
        let records = try RosterReader.read(
            try readFile(file), file: file, catalogue: configuration.catalogue,
            chamber: try configuration.chamber(scope.chamber))
        let commands = RosterCommands(
            chamber: scope.chamber, operator: `operator`, reason: reason)
        let inputs = commands.all(records)
        let summary = "\(records.count) artisans, \(inputs.count - records.count) conventions"
        if dryRun {
            Console.out("\(file): \(summary); nothing published")
            return
        }
        let tally = try await brokers.publish(inputs.map(\.message), place)
        try tally.requireWhole()
        Console.out("\(file): \(summary); \(tally.confirmed.count) commands confirmed")
    }
}
