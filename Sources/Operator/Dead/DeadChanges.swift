import ArgumentParser
import Bootstrap
import Foundation
import LedgerStage
import Model
import StageKit

/// Which dead letters a command is about.
struct DeadLetterChoice: ParsableArguments {
    @Argument(help: "Letters: d and 16 hexadecimal digits each.") var ids: [String] = []
    @Option(help: "All letters of a group of maalem dead list.") var group: String?
    @Flag(help: "Every letter that is neither replayed nor dropped.") var all = false
}

/// Who commands, why, and whether a person is asked first.
struct DeadLetterOrder: ParsableArguments {
    @Option(help: "Who commands (MAALEM_OPERATOR, else the account name).")
    var `operator`: String = OperatorOptions.accountName
    @Option(help: "Why; it stands in the ledger for good.") var reason: String?
    @Flag(name: .shortAndLong, help: "Do it without asking.") var yes = false
    @Flag(help: "Only show what would be done.") var dryRun = false

    /// - Throws: `Failure` (64)
    func checked() throws -> (name: String, reason: String) {
        guard let reason, !reason.isEmpty else {
            throw Failure(.usage, "--reason says why; it stands in the ledger for good")
        }
        return (self.operator, reason)
    }

    /// Asks the person at the terminal. - Throws: `Failure` (64) where there is none
    func confirm(_ question: String) throws {
        if yes { return }
        guard isatty(STDIN_FILENO) == 1 else {
            throw Failure(
                .usage, "nobody is there to confirm: give --yes, or look with --dry-run")
        }
        Console.prompt("\(question) [y/N] ")
        let answer = readLine()?.lowercased() ?? ""
        guard ["y", "yes", "o", "oui"].contains(answer) else {
            throw Failure(.tryAgain, "nothing was done")
        }
    }
}

extension CommandBrokerOption {
    /// Gives one command for each letter, to the chamber that has it.
    fileprivate func give(
        _ type: String, on letters: [DeadLetterDesk.Filed], by order: DeadLetterOrder,
        _ place: PlaceOptions, adding data: [String: JSON] = [:]
    ) async throws {
        let (name, reason) = try order.checked()
        let moment = SystemClock().now().rfc3339
        let commands = letters.map { filed in
            InputEnvelope.command(
                type, data.merging(["deadLetterId": .string(filed.letter.id)]) { $1 },
                chamber: filed.chamber, by: name, reason: reason, key: moment)
        }
        let tally = try await publish(commands.map(\.message), place)
        try tally.requireWhole()
        for (command, filed) in zip(commands, letters) {
            Console.out("\(type) \(filed.letter.id) confirmed as \(command.eventID)")
        }
        Console.note("maalem dead show ID tells what came of each")
    }
}

/// `maalem dead replay`
struct DeadReplay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Has messages tried again, by the queue that gave them up and no other.",
        discussion: """
            Shows first what would be done again, how old it is and who would be written to, and \
            asks. The stage decides anew: an offer that has expired is not sent again. --edit \
            gives one message another body, which keeps its id; the ledger keeps the digest of \
            both. What fails again becomes a new letter.
            """)

    /// Bytes of an edited message: in Base64 it fits into a command (64 KiB).
    private static let editLimit = 45_000

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var choice: DeadLetterChoice
    @Option(help: "A file with the message as it should have been; - is the standard input.")
    var edit: String?
    @OptionGroup var order: DeadLetterOrder
    @OptionGroup var brokers: CommandBrokerOption
    @OptionGroup var format: FormatOption

    func run() async throws {
        let desk = try DeadLetterDesk(place, scope.chamber)
        let letters = try desk.chosen(ids: choice.ids, group: choice.group, all: choice.all)
        let edited = try edit.map { try self.edited($0, letters) }
        let preview = try ReplayPreview(letters, desk, at: SystemClock().now())
        Console.show(preview.table, asJSON: format.json, empty: "no dead letters")
        if let edited, !format.json {
            Console.out("edited: \(edited.count) bytes, SHA-256 \(EventID(body: edited))")
        }
        guard !order.dryRun, !letters.isEmpty else { return }
        _ = try order.checked()
        try order.confirm("replay \(letters.count)?")
        var data: [String: JSON] = [:]
        if let edited { data["bodyBase64"] = .string(Data(edited).base64EncodedString()) }
        try await brokers.give(
            CommandType.deadReplay, on: letters, by: order, place, adding: data)
    }

    private func edited(_ path: String, _ letters: [DeadLetterDesk.Filed]) throws -> [UInt8] {
        guard letters.count == 1, let filed = letters.first else {
            throw Failure(.usage, "--edit changes one letter at a time")
        }
        let body = try readFile(path)
        guard body.count <= Self.editLimit else {
            throw Failure(
                .data,
                "\(path): \(body.count) bytes; an edited message has \(Self.editLimit) at most")
        }
        // Without the vault the ledger is the first to compare; its refusal is an entry.
        if let open = try? DeadLetterDesk(place, scope.chamber, opening: true).letter(
            filed.letter.id), let original = open.letter.body,
            let problem = ReplayRules.problem(
                body, insteadOf: original, stage: filed.letter.stage)
        {
            throw Failure(.data, "\(path): \(problem)")
        }
        return body
    }
}

/// `maalem dead drop`
struct DeadDrop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drop",
        abstract: "Gives messages up for good; their bodies are destroyed, their entries stay.",
        discussion: "One letter is dropped without asking; a group, or all, after a confirmation.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @OptionGroup var choice: DeadLetterChoice
    @OptionGroup var order: DeadLetterOrder
    @OptionGroup var brokers: CommandBrokerOption

    func run() async throws {
        let letters = try DeadLetterDesk(place, scope.chamber)
            .chosen(
                ids: choice.ids, group: choice.group, all: choice.all,
                states: ["recorded", "replayed"])
        guard !letters.isEmpty else { return Console.out("no dead letters") }
        _ = try order.checked()
        if choice.ids.count != 1 || order.dryRun {
            Console.show(DeadList.groups(letters, place.localTime(scope.chamber)), asJSON: false)
            if order.dryRun { return }
            try order.confirm("drop \(letters.count) for good?")
        }
        try await brokers.give(CommandType.deadDrop, on: letters, by: order, place)
    }
}
