import Configuration
import Foundation
import Model

@testable import ClassifierStage

/// The configuration of this repository and its labelled examples.
enum Examples {
    /// One line of `config/examples/requests.jsonl`.
    struct Request: Decodable {
        let id: String
        let text: String
        let lang: String
        let trade: String
        let urgency: String
        let quartier: String?
    }

    static let directory: String = {
        var url = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { url.deleteLastPathComponent() }
        return url.appendingPathComponent("config").path
    }()

    static let configuration = Result { try Configuration.load(directory: directory) }
    static let triager = Result { try Triager(configuration.get().catalogue) }
    static let gazetteer = configuration.flatMap { configuration in
        Result { Gazetteer(configuration.chambers[ChamberCode("31")!]!) }
    }

    static func requests() throws -> [Request] {
        let path = directory + "/examples/requests.jsonl"
        let lines = try String(contentsOfFile: path, encoding: .utf8)
        return try lines.split(separator: "\n").map {
            try JSONDecoder().decode(Request.self, from: Data($0.utf8))
        }
    }
}

/// How the triager does on labelled requests.
struct Evaluation {
    var trades = Ratio()
    var topTwo = Ratio()
    var decided = Ratio()
    var unknownAsked = Ratio()
    var noRequest = Ratio()
    var noRequestFalse = Ratio()
    var places = Ratio()
    var wrongPlaces = Ratio()
    var emergencies = Ratio()
    var falseEmergencies = Ratio()
    var falseDangers = Ratio()
    var urgencies = Ratio()
    var languages = Ratio()
    /// By tenths of the first confidence: how often the first trade is right.
    var calibration = [Ratio](repeating: Ratio(), count: 10)
    var mistakes: [String] = []

    struct Ratio: CustomStringConvertible {
        var hits = 0
        var of = 0

        mutating func count(_ hit: Bool) {
            of += 1
            if hit { hits += 1 }
        }

        var value: Double { of == 0 ? 0 : Double(hits) / Double(of) }
        var description: String { "\(hits)/\(of) = \(rounded(value * 100)) %" }
    }

    init(_ requests: [Examples.Request], _ triager: Triager, _ gazetteer: Gazetteer) {
        for request in requests {
            take(request, triager.triage(request.text, gazetteer: gazetteer))
        }
    }

    private mutating func take(_ request: Examples.Request, _ triage: Triage) {
        let first = triage.trades.first?.trade.text
        let isTrade = request.trade != "unknown" && request.trade != "not-a-request"
        if isTrade {
            trades.count(first == request.trade)
            let two = triage.trades.prefix(2).map(\.trade.text)
            topTwo.count(two.contains(request.trade))
            noRequestFalse.count(triage.decision == .notARequest)
            if let confidence = triage.trades.first?.confidence {
                calibration[min(9, Int(confidence * 10))].count(first == request.trade)
            }
            if triage.decision == .trade { decided.count(first == request.trade) }
        }
        if request.trade == "unknown" { unknownAsked.count(triage.decision != .trade) }
        if request.trade == "not-a-request" { noRequest.count(triage.decision == .notARequest) }
        if let quartier = request.quartier {
            places.count(triage.quartier?.quartier.text == quartier)
        }
        wrongPlaces.count(
            triage.quartier != nil && triage.quartier?.quartier.text != request.quartier)
        languages.count(triage.variety.rawValue == request.lang)
        if request.trade != "not-a-request" {
            let isEmergency = request.urgency == "emergency"
            urgencies.count(triage.urgency.rawValue == request.urgency)
            if isEmergency { emergencies.count(triage.urgency == .emergency) }
            if !isEmergency {
                falseEmergencies.count(triage.urgency == .emergency)
                falseDangers.count(triage.danger != nil)
            }
        }
        note(request, triage, isTrade)
    }

    private mutating func note(
        _ request: Examples.Request, _ triage: Triage, _ isTrade: Bool
    ) {
        var wrong: [String] = []
        let first = triage.trades.first?.trade.text ?? "-"
        if isTrade, first != request.trade { wrong.append("trade \(request.trade)≠\(first)") }
        if isTrade, triage.decision == .notARequest { wrong.append("dropped") }
        if request.trade == "not-a-request", triage.decision != .notARequest {
            wrong.append("taken for a request")
        }
        let place = triage.quartier?.quartier.text
        if place != request.quartier {
            wrong.append("place \(request.quartier ?? "-")≠\(place ?? "-")")
        }
        let soon = triage.urgency.rawValue
        let isEmergency = request.urgency == "emergency"
        if request.trade != "not-a-request", isEmergency != (soon == "emergency") {
            wrong.append("urgency \(request.urgency)≠\(soon)")
        }
        if triage.danger != nil, request.urgency != "emergency" {
            wrong.append("danger \(triage.danger?.rawValue ?? "")")
        }
        guard !wrong.isEmpty else { return }
        let why = triage.evidence.prefix(6).map { "\($0.speaksFor)«\($0.term)»\($0.weight)" }
        mistakes.append(
            """
            \(request.id) [\(request.lang)] \(wrong.joined(separator: "; ")): \(request.text)
                \(why.joined(separator: " "))
            """)
    }

    var report: String {
        """
        trade right          \(trades)
        trade in first two   \(topTwo)
        right where decided  \(decided)
        unclear ones asked   \(unknownAsked)
        not a request found  \(noRequest)
        requests dropped     \(noRequestFalse)
        quartier found       \(places)
        quartier wrong       \(wrongPlaces)
        emergency recall     \(emergencies)
        false emergencies    \(falseEmergencies)
        false dangers        \(falseDangers)
        urgency right        \(urgencies)
        variety right        \(languages)
        calibration          \(calibration.map { "\($0.hits)/\($0.of)" }.joined(separator: " "))
        """
    }
}
