import Configuration
import LedgerStage
import Model

/// Puts the entries of a request into words.
struct LiveStoryWords {
    let catalogue: Catalogue
    let quartiers: [QuartierID: Quartier]

    /// A line and the stage that it is of.
    struct Line: Hashable {
        let stage: String
        let text: String
    }

    /// - Parameter request: the request whose story is told; what the classifier makes of an
    ///   answer, which is a request of its own at first, is told shorter.
    /// - Throws: where a payload is not what its type says
    func lines(for entry: LedgerEntry, of request: String) throws -> [Line] {
        let payload = try JSONReader.read(entry.payload)
        guard let data = payload["data"] else { return [] }
        let stage = payload["source"]?.string?.split(separator: "/").last.map(String.init) ?? ""
        let isAnswer = entry.type == RequestClassified.type && entry.subject != request
        let told = isAnswer ? [answered(data)] : text(entry.type, data)
        return told.map { Line(stage: stage, text: $0) }
    }

    private func answered(_ data: JSON) -> String {
        guard let quartier = data["quartier"] else { return "no place in the answer" }
        let name = quartierName(word(quartier, "quartier"))
        return "in the answer: \(name) \(percent(quartier["confidence"]))"
    }

    private func text(_ type: String, _ data: JSON) -> [String] {
        switch type {
        case RequestAccepted.type: ["request \(word(data, "requestId")) accepted"]
        case RequestClassified.type: understood(data)
        case QuestionAsked.type:
            ["asks the family for: " + words(data["missing"]).joined(separator: ", ")]
        case RequestJoined.type: ["the answer joins request \(word(data, "into"))"]
        case TriageRequested.type: ["has the request read again with the answer"]
        case OfferMade.type: offered(data)
        case OfferEnded.refused: ["\(word(data, "registerNumber")) refused: the turn is spent"]
        case OfferEnded.expired: ["\(word(data, "registerNumber")) was silent: the turn is spent"]
        case OfferEnded.accepted: ["\(word(data, "registerNumber")) accepted"]
        case RequestAssigned.type: ["the job is \(word(data, "registerNumber"))'s"]
        case RequestUnfilled.type: ["nobody was found"]
        case CaseOpened.type: ["case \(word(data, "kind")): \(word(data, "detail"))"]
        default: []
        }
    }

    private func understood(_ data: JSON) -> [String] {
        let guesses = (data["trades"]?.array ?? []).prefix(2).map { guess in
            "\(tradeName(word(guess, "trade"))) \(percent(guess["confidence"]))"
        }
        var first = "\(word(data, "decision")): " + guesses.joined(separator: ", ")
        first += " · \(word(data, "urgency")) · \(word(data, "variety"))"
        if let quartier = data["quartier"] {
            first +=
                " · \(quartierName(word(quartier, "quartier"))) \(percent(quartier["confidence"]))"
        } else {
            first += " · no place named"
        }
        if let danger = data["danger"]?.string { first += " · DANGER \(danger)" }
        let because = (data["evidence"]?.array ?? []).prefix(5).map { piece in
            TerminalText("« \(word(piece, "term")) »").printed + " → \(word(piece, "speaksFor"))"
        }
        return because.isEmpty ? [first] : [first, "because of " + because.joined(separator: ", ")]
    }

    private func offered(_ data: JSON) -> [String] {
        let receipt = data["receipt"] ?? .null
        let excluded = (receipt["excluded"]?.object ?? [:]).sorted { $0.key < $1.key }
            .map { "\($0.value.integer ?? 0) \($0.key)" }
        var lines = [
            "offer \(word(data, "offerId")) to \(word(data, "registerNumber")), "
                + "\(tradeName(word(data, "trade"))) in \(quartierName(word(data, "quartier")))"
        ]
        if let first = receipt["ranked"]?.array?.first {
            lines.append(
                "receipt: first of \(receipt["eligible"]?.integer ?? 0) by longest wait "
                    + "(\(waited(first["waitedMs"])), \(first["turns"]?.integer ?? 0) turns so far)"
            )
        }
        if !excluded.isEmpty { lines.append("left out: " + excluded.joined(separator: ", ")) }
        let digest = word(receipt, "digest").prefix(16)
        lines.append("rules \(word(receipt, "rulesVersion")), digest of the whole order \(digest)…")
        return lines
    }

    private func waited(_ milliseconds: JSON?) -> String {
        let seconds = (milliseconds?.integer ?? 0) / 1000
        return seconds < 7200 ? "\(seconds) s" : "\(seconds / 3600) h"
    }

    private func tradeName(_ id: String) -> String {
        catalogue.trades.first { $0.id.text == id }?.nameFr ?? id
    }

    private func quartierName(_ id: String) -> String {
        QuartierID(id).flatMap { quartiers[$0]?.nameFr } ?? id
    }

    private func percent(_ value: JSON?) -> String {
        "\(Int(((value?.double ?? 0) * 100).rounded())) %"
    }

    private func word(_ data: JSON, _ name: String) -> String { data[name]?.string ?? "" }

    private func words(_ value: JSON?) -> [String] { (value?.array ?? []).compactMap(\.string) }
}
