import ArgumentParser
import Model

/// `maalem convention`
struct ConventionCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "convention",
        abstract: "Conventions between the chamber and its artisans.",
        subcommands: [
            ConventionSign.self, ConventionSuspend.self, ConventionResume.self,
            ConventionTerminate.self,
        ])
}

/// `maalem convention sign REG`
struct ConventionSign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "An artisan takes part from a day on.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var who: OperatorOptions
    @OptionGroup var brokers: CommandBrokerOption
    @Argument(help: "The register number.") var artisan: RegisterNumber
    @Option(help: "The first day, YYYY-MM-DD; default: today.") var from: String?
    @Option(help: "The last day, YYYY-MM-DD; default: no end.") var until: String?
    @Option(help: "What was agreed.") var terms: String?

    func validate() throws {
        for day in [from, until].compactMap({ $0 }) where !isDay(day) {
            throw ValidationError("\(day) is no day of the calendar as YYYY-MM-DD")
        }
        if let from, let until, until < from {
            throw ValidationError("the last day is before the first")
        }
    }

    func run() async throws {
        var data: [String: JSON] = ["registerNumber": .string(artisan.text)]
        data["from"] = from.map { .string($0) }
        data["until"] = until.map { .string($0) }
        data["terms"] = terms.map { .string($0) }
        try await brokers.give(
            CommandType.conventionSigned, data, to: scope.chamber, by: who, place)
    }
}

/// `maalem convention suspend REG`
struct ConventionSuspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "No offers for a while.")

    @OptionGroup var change: ConventionChange

    func run() async throws { try await change.give(CommandType.conventionSuspended) }
}

/// `maalem convention resume REG`
struct ConventionResume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Offers again after a suspension.")

    @OptionGroup var change: ConventionChange

    func run() async throws { try await change.give(CommandType.conventionResumed) }
}

/// `maalem convention terminate REG`
struct ConventionTerminate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "terminate", abstract: "The convention ends for good.")

    @OptionGroup var change: ConventionChange

    func run() async throws { try await change.give(CommandType.conventionTerminated) }
}

/// What the three changes of a convention have in common.
struct ConventionChange: ParsableArguments {
    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var who: OperatorOptions
    @OptionGroup var brokers: CommandBrokerOption
    @Argument(help: "The register number.") var artisan: RegisterNumber

    func give(_ type: String) async throws {
        try await brokers.give(
            type, ["registerNumber": .string(artisan.text)], to: scope.chamber, by: who, place)
    }
}
