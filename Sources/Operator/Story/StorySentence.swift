import Model

extension Story.Line {
    /// What happened, in a few words; the values come from the event's data.
    var sentence: String {
        switch entry.type {
        case "request.accepted": join("came by", text("channel"), place)
        case "request.classified": understood
        case "triage.requested": "the answer goes back to be read with the request"
        case "question.asked": join("the family is asked for the", list("missing", " and the "))
        case "request.joined": join("was the answer for", text("into"))
        case "request.linked": join("is the same as", text("to"))
        case "request.assigned": join("goes to", text("registerNumber"), "by", text("by"))
        case "request.unfilled": join("nobody is left to ask after", text("offers"), "offers")
        case "request.cancelled", "request.cancel": join("cancelled:", text("reason"))
        case "reply.parsed": join("a reply says", text("reply"), text("code"))
        case "case.opened": join(text("kind"), "case:", text("detail"))
        case "case.taken": join("taken by", text("owner"))
        case "case.closed": join("closed by", text("owner"), "as", text("outcome"))
        case "command.refused": join(text("command"), "refused:", text("detail"))
        case let type where type.hasPrefix("offer."): offer
        case let type where type.hasPrefix("notification."): notification
        case let type where type.hasPrefix("job."): join(text("outcome"), text("reason"))
        default: join(text("outcome"), text("reason"))
        }
    }

    private var understood: String {
        let first = data["trades"]?.array?.first
        let percent = first?["confidence"]?.double.map { " \(Int(($0 * 100).rounded())) %" } ?? ""
        let trade = (first?["trade"]?.string ?? "no trade") + percent
        let quartier = data["quartier"]?["quartier"]?.string ?? "place unknown"
        let danger = data["danger"]?.string.map { "danger: \($0)" }
        switch data["decision"]?.string {
        case "not-a-request": return join("asks for no work:", text("intent"))
        case "unsure": return join("unsure, perhaps", trade + ",", quartier, danger)
        default:
            return [trade, quartier, text("urgency"), danger].compactMap { $0 }
                .joined(separator: ", ")
        }
    }

    private var offer: String {
        let artisan = text("registerNumber")
        switch entry.type {
        case "offer.made":
            return join(text("offerId"), "to", artisan, "wave", text("wave"), "code", text("code"))
        case "offer.accepted": return join(artisan, "says yes")
        case "offer.refused": return join(artisan, "says no")
        case "offer.expired": return join(artisan, "does not answer")
        case "offer.rescinded": return join(artisan, "is told no longer:", text("reason"))
        default: return join(text("offerId"), artisan)
        }
    }

    private var notification: String {
        let to = text("registerNumber").map { "to \($0)" } ?? "to the family"
        return join(text("purpose"), to, "by", text("via"), text("reason").map { "(\($0))" })
    }

    private var place: String? {
        (text("quartier") ?? text("place")).map { "from \($0)" }
    }

    private func text(_ member: String) -> String? {
        switch data[member] {
        case .string(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }

    private func list(_ member: String, _ separator: String) -> String? {
        data[member]?.array?.compactMap(\.string).joined(separator: separator)
    }

    private func join(_ words: String?...) -> String {
        words.compactMap { $0 }.joined(separator: " ")
    }
}
