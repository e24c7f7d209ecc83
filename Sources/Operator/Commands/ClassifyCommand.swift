import ArgumentParser
import ClassifierStage
import Configuration
import Model

/// `maalem classify "…"`
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "What the classifier makes of a text, and from which words.",
        discussion: "Nothing is published; the text goes nowhere.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "What a family says; - reads the standard input.") var text: String
    @Option(name: .customLong("place"), help: "The place, as a form asks for it.")
    var said: String?
    @OptionGroup var format: FormatOption

    func run() throws {
        let configuration = try place.configuration()
        let chamber = try configuration.chamber(scope.chamber)
        let message = text == "-" ? String(decoding: try readFile("-"), as: UTF8.self) : text
        let triage = try Triager(configuration.catalogue)
            .triage(message, given: Given(place: said), gazetteer: Gazetteer(chamber))
        if format.json { return Console.out(try JSON(encoding: triage).canonicalText) }
        Console.show(Self.members(triage), asJSON: false)
        guard !triage.evidence.isEmpty else { return }
        var table = Table([
            .init("speaks for"), .init("term", isElastic: true), .init("weight", isNumber: true),
        ])
        for evidence in triage.evidence {
            table.add([
                .string(evidence.speaksFor), .string(evidence.term), .number(evidence.weight),
            ])
        }
        Console.out("")
        Console.show(table, asJSON: false)
    }

    private static func members(_ triage: Triage) -> [(String, JSON)] {
        let trades = triage.trades.map { "\($0.trade) \(percent($0.confidence))" }
        let quartier = triage.quartier.map { "\($0.quartier) \(percent($0.confidence))" }
        return [
            ("decision", .string(triage.decision.rawValue)),
            ("trades", trades.isEmpty ? .null : .string(trades.joined(separator: ", "))),
            ("second trade", JSON(triage.secondTrade?.text)),
            ("urgency", .string(triage.urgency.rawValue)), ("quartier", JSON(quartier)),
            ("danger", JSON(triage.danger?.rawValue)), ("intent", JSON(triage.intent?.rawValue)),
            ("written in", .string(triage.variety.rawValue)),
            ("answer in", .string(triage.language.rawValue)), ("model", .string(triage.model)),
        ]
    }

    private static func percent(_ confidence: Double) -> String {
        "\(Int((confidence * 100).rounded())) %"
    }
}
