import ArgumentParser
import Bootstrap
import Model

/// `maalem account`
struct AccountCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "account",
        abstract: "Nothing vanishes: known = settled + rejected + dead + queued.",
        discussion: """
            By exchange, by stage and by chamber. Exit code 1 where it does not balance. \
            --published adds a channel's own side: what the \
            broker confirmed and did not return must be known. Its lines are event ids (64 \
            hexadecimal digits), or the CloudEvents source and id with a space between.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var broker: ManagementOption
    @Option(help: "A file of confirmed inputs, one id a line.") var published: String?
    @OptionGroup var format: FormatOption

    func run() async throws {
        let ids = try published.map {
            try AccountSheet.Published.read(
                String(decoding: try readFile($0), as: UTF8.self), file: $0)
        }
        let management = try broker.observer(place)
        let sheet = try await AccountSheet.take(place, management: management, published: ids)
        if format.json {
            Console.out(sheet.json.canonicalText)
        } else {
            if management == nil { Console.note("nothing runs: the queues count as empty") }
            Console.show(sheet)
        }
        if !sheet.balances { throw ExitCode(Failure.Code.checkFailed.rawValue) }
    }
}
