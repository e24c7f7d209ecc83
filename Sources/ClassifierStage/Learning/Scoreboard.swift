import Configuration
import Foundation
import Model

/// How a triager does on labelled messages.
public struct Scoreboard: Sendable {
    /// How many of how many.
    public struct Ratio: Sendable, Hashable {
        public var hits = 0
        public var of = 0

        public init() {}

        public mutating func count(_ hit: Bool) {
            of += 1
            if hit { hits += 1 }
        }

        /// 0…1; 0 of nothing.
        public var value: Double { of == 0 ? 0 : Double(hits) / Double(of) }
    }

    /// One message with what was made of it.
    public struct Answer: Sendable {
        public let example: Example
        public let label: String
        public let confidence: Double
        public let triage: Triage

        public var isRight: Bool { example.accepts(label) }
        public var isTrade: Bool {
            example.trade != Example.unknown && example.trade != Example.noRequest
        }
    }

    public private(set) var answers: [Answer] = []
    /// Every message: a trade, `unknown` or `not-a-request`.
    public private(set) var all = Ratio()
    /// Messages that ask for a trade.
    public private(set) var trades = Ratio()
    public private(set) var topTwo = Ratio()
    public private(set) var byVariety: [LanguageVariety: Ratio] = [:]
    public private(set) var noRequestFound = Ratio()
    public private(set) var noRequestRight = Ratio()
    public private(set) var unknownFound = Ratio()
    public private(set) var quartierFound = Ratio()
    public private(set) var quartierWrong = Ratio()
    public private(set) var emergencyFound = Ratio()
    public private(set) var emergencyFalse = Ratio()
    public private(set) var urgency = Ratio()
    public private(set) var variety = Ratio()
    public private(set) var dangerFalse = Ratio()

    public init(_ examples: [Example], _ triager: Triager, _ gazetteer: Gazetteer?) {
        for example in examples {
            let answer = triager.answer(example.text, gazetteer: gazetteer)
            let (label, confidence) = answer.best
            take(
                Answer(
                    example: example, label: label, confidence: confidence, triage: answer.triage))
        }
    }

    private mutating func take(_ answer: Answer) {
        answers.append(answer)
        let example = answer.example
        let triage = answer.triage
        all.count(answer.isRight)
        if answer.isTrade {
            trades.count(answer.isRight)
            topTwo.count(triage.trades.prefix(2).contains { example.accepts($0.trade.text) })
            if let variety = LanguageVariety(rawValue: example.lang) {
                byVariety[variety, default: Ratio()].count(answer.isRight)
            }
        }
        if example.trade == Example.noRequest { noRequestFound.count(answer.isRight) }
        if answer.label == Example.noRequest { noRequestRight.count(answer.isRight) }
        if example.trade == Example.unknown { unknownFound.count(answer.isRight) }
        let place = triage.quartier?.quartier.text
        if let quartier = example.quartier { quartierFound.count(place == quartier) }
        quartierWrong.count(place != nil && place != example.quartier)
        variety.count(triage.variety.rawValue == example.lang)
        guard example.trade != Example.noRequest else { return }
        urgency.count(triage.urgency.rawValue == example.urgency)
        let isFound = triage.urgency == .emergency
        if example.urgency == Urgency.emergency.rawValue {
            emergencyFound.count(isFound)
        } else {
            emergencyFalse.count(isFound)
            dangerFalse.count(triage.danger != nil)
        }
    }

    // MARK: What follows from the answers

    /// The mean of F1 over the labels that occur.
    public var macroF1: Double {
        var right: [String: Int] = [:]
        var said: [String: Int] = [:]
        var labelled: [String: Int] = [:]
        for answer in answers {
            let truth = answer.isRight ? answer.label : answer.example.trade
            labelled[truth, default: 0] += 1
            said[answer.label, default: 0] += 1
            if answer.isRight { right[answer.label, default: 0] += 1 }
        }
        guard !labelled.isEmpty else { return 0 }
        let sum = labelled.keys.reduce(0.0) { sum, label in
            let hits = Double(right[label] ?? 0)
            return sum + 2 * hits / Double((said[label] ?? 0) + (labelled[label] ?? 0))
        }
        return sum / Double(labelled.count)
    }

    /// By tenths of the confidence: how many, how sure on average, how often right.
    public var calibration: [(count: Int, confidence: Double, right: Double)] {
        (0..<10).map { tenth in
            let inside = answers.filter { min(9, Int($0.confidence * 10)) == tenth }
            guard !inside.isEmpty else { return (0, 0, 0) }
            let count = Double(inside.count)
            return (
                inside.count, inside.map(\.confidence).reduce(0, +) / count,
                Double(inside.count { $0.isRight }) / count
            )
        }
    }

    /// The expected calibration error over tenths.
    public var calibrationError: Double {
        calibration.reduce(0) {
            $0 + Double($1.count) * abs($1.confidence - $1.right) / Double(max(1, answers.count))
        }
    }

    /// How many are right among this share of the answers, the surest first.
    public func right(amongSurest share: Double) -> Double {
        let sorted = answers.sorted { $0.confidence > $1.confidence }
        let surest = sorted.prefix(Int(Double(sorted.count) * share))
        return surest.isEmpty ? 0 : Double(surest.count { $0.isRight }) / Double(surest.count)
    }

    /// What was said in place of what, the most frequent first.
    public var confusions: [(truth: String, said: String, count: Int)] {
        var counts: [[String]: Int] = [:]
        for answer in answers where !answer.isRight {
            counts[[answer.example.trade, answer.label], default: 0] += 1
        }
        return counts.map { (truth: $0.key[0], said: $0.key[1], count: $0.value) }
            .sorted { ($1.count, $0.truth, $0.said) < ($0.count, $1.truth, $1.said) }
    }
}
