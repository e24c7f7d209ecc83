import ArgumentParser
import ClassifierStage
import Configuration
import Foundation
import Model

/// `maalem triage evaluate FILE.jsonl`
struct TriageEvaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "How right the classifier is on labelled messages.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "Files or folders of examples.") var files: [String]
    @Option(help: "Another model than the configuration's.") var model: String?
    @Flag(help: "Keywords alone, without a model.") var keywords = false
    @Flag(help: "Also every message whose trade is wrong.") var mistakes = false
    @OptionGroup var format: FormatOption

    func run() throws {
        let configuration = try place.configuration()
        let chamber = try configuration.chamber(scope.chamber)
        let learned =
            keywords
            ? nil
            : try model.map { try LearnedModel.load(path: $0) }
                ?? LearnedModel.load(configDirectory: place.config)
        let triager = try Triager(configuration.catalogue, learned: learned)
        let examples = try place.examples(files)
        let board = Scoreboard(examples, triager, Gazetteer(chamber))
        if format.json {
            return Console.out(board.json(model: triager.model).canonicalText)
        }
        Console.out("\(examples.count) messages, \(triager.model)\n")
        Console.show(board.members, asJSON: false)
        Console.out("\nconfidence  messages  mean    right")
        for (tenth, bin) in board.calibration.enumerated() where bin.count > 0 {
            let label = "\(tenth * 10)–\(tenth * 10 + 10) %"
            Console.out(
                label.padded(12) + "\(bin.count)".padded(10)
                    + percent(bin.confidence).padded(8) + percent(bin.right))
        }
        Console.out("\nmost frequent confusions (right answer → said)")
        for confusion in board.confusions.prefix(15) {
            Console.out("  \(confusion.count)  \(confusion.truth) → \(confusion.said)")
        }
        if mistakes { tellMistakes(board) }
    }

    private func tellMistakes(_ board: Scoreboard) {
        Console.out("")
        for answer in board.answers where !answer.isRight {
            Console.out(
                "\(answer.example.id) [\(answer.example.lang)] \(answer.example.trade) → "
                    + "\(answer.label) \(percent(answer.confidence)): \(answer.example.text)")
        }
    }
}

private func percent(_ value: Double) -> String {
    let tenths = Int((value * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
}

extension String {
    fileprivate func padded(_ width: Int) -> String {
        self + String(repeating: " ", count: max(1, width - count))
    }
}

extension Scoreboard {
    fileprivate var ratios: [(String, String, Ratio)] {
        [
            ("right", "all", all), ("trade right", "trades", trades),
            ("trade among the first two", "topTwo", topTwo),
        ]
            + LanguageVariety.allCases.compactMap { variety in
                byVariety[variety].map {
                    ("  \(variety.rawValue)", "trades.\(variety.rawValue)", $0)
                }
            }
            + [
                ("not a request, found", "noRequestFound", noRequestFound),
                ("not a request, right where said", "noRequestRight", noRequestRight),
                ("unclear, found", "unknownFound", unknownFound),
                ("quartier found where named", "quartierFound", quartierFound),
                ("quartier wrong", "quartierWrong", quartierWrong),
                ("emergencies found", "emergencyFound", emergencyFound),
                ("emergencies falsely seen", "emergencyFalse", emergencyFalse),
                ("dangers seen outside emergencies", "dangerFalse", dangerFalse),
                ("urgency right, four values", "urgency", urgency),
                ("variety right", "variety", variety),
            ]
    }

    fileprivate var members: [(String, JSON)] {
        ratios.map { ($0.0, .string("\(percent($0.2.value)) of \($0.2.of)")) } + [
            ("macro F1", .string(percent(macroF1))),
            ("calibration error", .string(percent(calibrationError))),
        ]
            + [0.5, 0.6, 0.7, 0.8, 0.9].map {
                (
                    "right among the surest \(Int($0 * 100)) %",
                    .string(percent(right(amongSurest: $0)))
                )
            }
    }

    fileprivate func json(model: String) -> JSON {
        var members: [String: JSON] = ["model": .string(model)]
        for (_, name, ratio) in ratios {
            members[name] = [
                "hits": .integer(Int64(ratio.hits)), "of": .integer(Int64(ratio.of)),
                "share": .number(ratio.value),
            ]
        }
        members["macroF1"] = .number(macroF1)
        members["calibrationError"] = .number(calibrationError)
        members["calibration"] = .array(
            calibration.map {
                [
                    "count": .integer(Int64($0.count)), "confidence": .number($0.confidence),
                    "right": .number($0.right),
                ]
            })
        members["coverage"] = .array(
            (1...10).map {
                let share = Double($0) / 10
                return ["share": .number(share), "right": .number(right(amongSurest: share))]
            })
        members["confusions"] = .array(
            confusions.map {
                [
                    "truth": .string($0.truth), "said": .string($0.said),
                    "count": .integer(Int64($0.count)),
                ]
            })
        return .object(members)
    }
}
