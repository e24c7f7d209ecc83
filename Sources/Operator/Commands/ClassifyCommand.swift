import ArgumentParser
import Bootstrap
import ClassifierStage
import Configuration
import Foundation
import Model

/// `maalem classify "…"`
struct ClassifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classify",
        abstract: "What the classifier makes of a text, and from which words.",
        discussion: """
            Nothing is published; the text goes nowhere. With --file a line of JSON for each line \
            of the file, which needs the members id and text only.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "What a family says; - reads the standard input.") var text: String?
    @Option(help: "Messages, one JSON object a line; - reads the standard input.")
    var file: String?
    @Option(name: .customLong("place"), help: "The place, as a form asks for it.")
    var said: String?
    @OptionGroup var format: FormatOption

    func validate() throws {
        if (text == nil) == (file == nil) {
            throw ValidationError("give a text, or --file with many")
        }
    }

    func run() throws {
        let configuration = try place.configuration()
        let gazetteer = Gazetteer(try configuration.chamber(scope.chamber))
        let learned = try LearnedModel.load(configDirectory: place.config)
        let triager = try Triager(configuration.catalogue, learned: learned)
        let given = Given(place: said)
        if let file { return try classify(try readFile(file), triager, given, gazetteer) }
        let text = text ?? "-"
        let message = text == "-" ? String(decoding: try readFile("-"), as: UTF8.self) : text
        let answer = triager.answer(message, given: given, gazetteer: gazetteer)
        if format.json { return Console.out(answer.json(id: nil).canonicalText) }
        show(answer)
    }

    /// - Throws: `Failure` (65) with the line that is no message
    private func classify(
        _ content: [UInt8], _ triager: Triager, _ given: Given, _ gazetteer: Gazetteer
    ) throws {
        struct Message: Decodable {
            let id: String
            let text: String
        }
        let decoder = JSONDecoder()
        var lines: [String] = []
        for (number, line) in content.split(separator: UInt8(ascii: "\n")).enumerated()
        where !line.allSatisfy({ $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }) {
            guard let message = try? decoder.decode(Message.self, from: Data(line)) else {
                throw Failure(
                    .data, "\(file ?? "-"):\(number + 1): no JSON object with id and text")
            }
            let answer = triager.answer(message.text, given: given, gazetteer: gazetteer)
            lines.append(answer.json(id: message.id).canonicalText)
            if lines.count == 1000 {
                Console.out(lines.joined(separator: "\n"))
                lines.removeAll(keepingCapacity: true)
            }
        }
        if !lines.isEmpty { Console.out(lines.joined(separator: "\n")) }
    }

    private func show(_ answer: TriageAnswer) {
        Console.show(Self.members(answer), asJSON: false)
        let evidence = answer.triage.evidence
        guard !evidence.isEmpty else { return }
        var table = Table([
            .init("speaks for"), .init("term", isElastic: true), .init("weight", isNumber: true),
        ])
        for evidence in evidence {
            table.add([
                .string(evidence.speaksFor), .string(evidence.term), .number(evidence.weight),
            ])
        }
        Console.out("")
        Console.show(table, asJSON: false)
    }

    private static func members(_ answer: TriageAnswer) -> [(String, JSON)] {
        let triage = answer.triage
        let best = answer.best
        let trades = triage.trades.map { "\($0.trade) \(percent($0.confidence))" }
        let quartier = triage.quartier.map { "\($0.quartier) \(percent($0.confidence))" }
        return [
            ("best answer", .string("\(best.label) \(percent(best.confidence))")),
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

extension TriageAnswer {
    /// The members that programs read. `trade` is the best single answer, whatever the stage would
    /// do with it; `decision` tells that.
    func json(id: String?) -> JSON {
        let others = triage.trades.filter { $0.trade.text != best.label }
        var members: [String: JSON] = [
            "trade": .string(best.label), "confidence": .number(best.confidence),
            "alternatives": .array(
                others.map {
                    ["trade": .string($0.trade.text), "confidence": .number($0.confidence)]
                }),
            "decision": .string(triage.decision.rawValue),
            "secondTrade": JSON(triage.secondTrade?.text),
            "urgency": .string(triage.urgency.rawValue),
            "quartier": JSON(triage.quartier?.quartier.text),
            "quartierConfidence": triage.quartier.map { .number($0.confidence) } ?? .null,
            "language": .string(triage.variety.rawValue),
            "danger": JSON(triage.danger?.rawValue), "intent": JSON(triage.intent?.rawValue),
            "evidence": .array(
                triage.evidence.map {
                    [
                        "speaksFor": .string($0.speaksFor), "term": .string($0.term),
                        "weight": .number($0.weight),
                    ]
                }),
            "model": .string(triage.model),
        ]
        if let id { members["id"] = .string(id) }
        return .object(members)
    }
}
