import ArgumentParser
import LedgerStage
import Model

/// `maalem trace REQUEST`
struct TraceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace", abstract: "The whole story of a request, as the ledger tells it.",
        discussion: "Each line names the line that it answers after an arrow.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "r and 16 hexadecimal digits.") var request: String
    @Flag(help: "Open what is sealed; needs the vault's file.") var open = false
    @OptionGroup var format: FormatOption

    func run() throws {
        let ledger = try place.ledger(scope.chamber, opening: open)
        let story = try Story(of: request, in: ledger, opening: open)
        if format.json { return Console.out(story.json.canonicalText) }
        for line in story.text(place.localTime(scope.chamber)) { Console.out(line) }
    }
}

extension Story {
    /// Lines for people: local time, number, type, what happened, the cause, and what was opened.
    func text(_ local: LocalTime) -> [String] {
        guard let first = lines.first else { return [] }
        var text = ["Request \(requestID), \(local.day(first.at))"]
        let width = lines.map(\.entry.type.count).max() ?? 0
        let digits = String(lines.count).count
        for line in lines {
            let number = String(line.number)
            let cause = line.cause.map { " ← \($0)" } ?? ""
            text.append(
                "\(local.preciseClock(line.at))  "
                    + String(repeating: " ", count: digits - number.count) + number + "  "
                    + line.entry.type
                    + String(repeating: " ", count: width - line.entry.type.count) + "  "
                    + line.sentence.terminalSafe + cause)
            for (name, value) in (line.personal?.object ?? [:]).sorted(by: { $0.key < $1.key }) {
                let said = value.string ?? value.canonicalText
                text.append(
                    String(repeating: " ", count: 16 + digits) + "\(name): "
                        + said.terminalSafe)
            }
        }
        if let last = lines.last, last.at > first.at {
            let took = last.at.milliseconds - first.at.milliseconds
            text.append("\(lines.count) entries in \(duration(milliseconds: took))")
        }
        return text
    }
}
