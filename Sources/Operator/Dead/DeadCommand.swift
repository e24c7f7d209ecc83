import ArgumentParser
import LedgerStage
import Model

/// `maalem dead`
struct DeadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dead", abstract: "Messages that a stage gave up: list, show, replay, drop.",
        discussion: """
            A letter is d and 16 hexadecimal digits; a group of letters that failed in the same \
            way is g and 8. See docs/dead-letters.md.
            """,
        subcommands: [DeadList.self, DeadShow.self, DeadReplay.self, DeadDrop.self],
        defaultSubcommand: DeadList.self)
}

/// `maalem dead list`
struct DeadList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "The dead letters of a chamber, and of chamber 00.",
        discussion: "Grouped by stage, reason and error; --each shows the letters themselves.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Flag(help: "Those that were replayed or dropped too.") var all = false
    @Flag(help: "One line a letter.") var each = false
    @Option(help: "Only the letters of this group; implies --each.") var group: String?
    @OptionGroup var format: FormatOption

    func run() throws {
        let letters = try DeadLetterDesk(place, scope.chamber).letters(all: all)
            .filter { group == nil || $0.group == group }
        let local = format.json ? nil : place.localTime(scope.chamber)
        let table = each || group != nil ? Self.table(letters, local) : Self.groups(letters, local)
        Console.show(table, asJSON: format.json, empty: "no dead letters")
    }

    private static func moment(_ text: String, _ local: LocalTime?) -> JSON {
        guard let local, let instant = Instant(rfc3339: text) else { return .string(text) }
        return .string(local.moment(instant))
    }

    private static func table(_ letters: [DeadLetterDesk.Filed], _ local: LocalTime?) -> Table {
        var table = Table([
            .init("id"), .init("group"), .init("at"), .init("stage"), .init("reason"),
            .init("type"), .init("state"), .init("chamber"), .init("error", isElastic: true),
        ])
        for filed in letters {
            let letter = filed.letter
            table.add([
                .string(letter.id), .string(filed.group), moment(letter.recordedAt, local),
                .string(letter.stage), .string(letter.reason), JSON(letter.originalType),
                .string(letter.state), .string(filed.chamber.text), .string(letter.error),
            ])
        }
        return table
    }

    /// The most frequent first.
    static func groups(_ letters: [DeadLetterDesk.Filed], _ local: LocalTime?) -> Table {
        var table = Table([
            .init("group"), .init("stage"), .init("reason"), .init("count", isNumber: true),
            .init("first"), .init("last"), .init("error", isElastic: true),
        ])
        let groups = Dictionary(grouping: letters, by: \.group)
            .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
        for (group, members) in groups {
            let times = members.map(\.letter.recordedAt).sorted()
            guard let sample = members.first?.letter else { continue }
            table.add([
                .string(group), .string(sample.stage), .string(sample.reason), JSON(members.count),
                moment(times.first ?? "", local), moment(times.last ?? "", local),
                .string(sample.error),
            ])
        }
        return table
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
        let desk = try DeadLetterDesk(place, scope.chamber, opening: open)
        let filed = try desk.letter(id)
        let letter = filed.letter
        var members: [(name: String, value: JSON)] = [
            ("id", .string(letter.id)), ("group", .string(filed.group)),
            ("chamber", .string(filed.chamber.text)), ("recorded-at", .string(letter.recordedAt)),
            ("stage", .string(letter.stage)), ("queue", .string(letter.queue)),
            ("reason", .string(letter.reason)), ("attempts", JSON(letter.attempts)),
        ]
        members += letter.errors.enumerated().map {
            ("error-\($0.offset + 1)", .string($0.element))
        }
        members += [
            ("original-id", JSON(letter.originalID)), ("original-type", JSON(letter.originalType)),
            ("about", JSON(letter.told?.subject)), ("said-at", JSON(letter.told?.occurredAt)),
            ("exchange", .string(letter.exchange)), ("routing-key", .string(letter.routingKey)),
            ("headers", .string(letter.headers)), ("body-bytes", JSON(letter.bodyBytes)),
            ("previous", JSON(letter.previous)), ("state", .string(letter.state)),
        ]
        members += try history(of: letter, desk.ledger(filed.chamber))
        members.append(("body", JSON(letter.body.map { String(decoding: $0, as: UTF8.self) })))
        Console.show(members, asJSON: format.json)
    }

    /// Who commanded what about it, and what came of it.
    private func history(
        of letter: StoredDeadLetter, _ ledger: LedgerReader?
    ) throws -> [(name: String, value: JSON)] {
        guard let ledger else { return [] }
        let lines = try ledger.commands(onDeadLetter: letter.id).map { entry -> JSON in
            let data = (try? JSONReader.read(entry.payload))?["data"] ?? [:]
            var words = [entry.recordedAt, entry.type, data["operator"]?.string ?? ""]
            words += [data["reason"]?.string, data["detail"]?.string].compactMap { $0 }
            if data["edited"]?.bool == true { words.append("edited") }
            return .string(words.joined(separator: "  "))
        }
        var members = lines.enumerated().map { ("history-\($0.offset + 1)", $0.element) }
        if letter.state == "replayed" {
            let outcome: String =
                switch try ledger.outcome(ofReplayed: letter) {
                case .settled: "settled"
                case .failedAgain(let id): "failed again: \(id)"
                case .unknown: "no answer (yet)"
                }
            members.append(("outcome", .string(outcome)))
        }
        return members
    }
}
