import ArgumentParser
import Model

/// `maalem cases take ID`
struct CasesTake: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "take", abstract: "Says that you deal with a case.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var who: OperatorOptions
    @OptionGroup var brokers: CommandBrokerOption
    @Argument(help: "c and 16 hexadecimal digits.") var id: String

    func run() async throws {
        try await brokers.give(
            CommandType.caseTake, ["caseId": .string(id)], to: scope.chamber, by: who, place)
    }
}

/// `maalem cases close ID --outcome …`
struct CasesClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Says how a case ended.",
        discussion: """
            danger: release (offers begin) or cancel (nobody is sent, the request ends).
            call-sheet: yes or no as the artisan said, unreached if nobody answered.
            missing-place, unsure-triage: any word; the request ends unless request.reclassify
            has named what was missing. Other kinds: any word.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var who: OperatorOptions
    @OptionGroup var brokers: CommandBrokerOption
    @Argument(help: "c and 16 hexadecimal digits.") var id: String
    @Option(help: "A word for how it ended.") var outcome: String

    func run() async throws {
        try await brokers.give(
            CommandType.caseClose, ["caseId": .string(id), "outcome": .string(outcome)],
            to: scope.chamber, by: who, place)
    }
}
