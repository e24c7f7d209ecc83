import Configuration
import Model

/// Fills the templates: names of trades and quartiers in the reader's language, and what one party
/// must know of the other.
struct Wording: Sendable {
    /// How much of a family's text an artisan is sent, in characters.
    static let textLimit = 200

    private let templates: Templates
    private let trades: [TradeID: [Language: String]]
    private let questions: [TradeID: [Language: String]]
    private let quartiers: [QuartierID: [Language: String]]
    private let routes: [OutsideRoute]

    init(chamber: Chamber, catalogue: Catalogue, templates: Templates) {
        self.templates = templates
        trades = Dictionary(
            catalogue.trades.map { ($0.id, [.french: $0.nameFr, .arabic: $0.nameAr]) },
            uniquingKeysWith: { first, _ in first })
        questions = Dictionary(
            catalogue.trades.map { ($0.id, $0.askedAs ?? [:]) },
            uniquingKeysWith: { first, _ in first })
        quartiers = Dictionary(
            chamber.quartiers.map { ($0.id, [.french: $0.nameFr, .arabic: $0.nameAr]) },
            uniquingKeysWith: { first, _ in first })
        // A number that nobody has verified is never sent.
        routes = catalogue.outsideRoutes.filter { $0.number != nil && $0.source != nil }
    }

    /// The number to ring in a danger; for an unnamed danger, that of any.
    func number(for danger: DangerKind?) -> String? {
        let named = routes.first { route in danger.map(route.dangers.contains) ?? false }
        return (named ?? routes.first { !$0.dangers.isEmpty })?.number
    }

    /// The words of a notification; `nil` where there are none to send.
    /// - Parameters:
    ///   - request: the family's note on the request it is about
    ///   - other: the other party of an assignment
    func text(
        _ notification: Notification, language: Language, request: RequestNote?, other: Contact?
    ) -> String? {
        var values = common(notification.facts, language)
        switch notification.purpose {
        case .question:
            let facts = notification.facts
            values["first"] = facts.trade.map { asked($0, language) }
            values["second"] = facts.otherTrade.map { asked($0, language) }
            values["place"] = values["quartier"]
        case .assignedFamily:
            values["artisan"] = other?.name ?? notification.registerNumber?.text
            values["phone"] = other?.phone
        case .assignedArtisan:
            values["family"] = name(request)
            values["phone"] = other?.phone
            values["address"] = request?.address.map(oneLine)
            values["text"] = request.map { oneLine($0.text) }
        default: break
        }
        let text = templates.render(
            notification.purpose, variant: notification.variant, language: language,
            values: values)
        return text.flatMap { $0.isEmpty ? nil : $0 }
    }

    private func common(_ facts: Facts, _ language: Language) -> [String: String] {
        var values: [String: String] = [:]
        values["trade"] = facts.trade.map { trades[$0]?[language] ?? $0.text }
        values["quartier"] = facts.quartier.map { quartiers[$0]?[language] ?? $0.text }
        values["urgency"] = facts.urgency.map {
            templates.urgencyWords[language]?[$0] ?? $0.rawValue
        }
        values["code"] = facts.code
        values["minutes"] = facts.minutes.map(String.init)
        values["number"] = facts.number
        return values
    }

    private func asked(_ trade: TradeID, _ language: Language) -> String {
        questions[trade]?[language] ?? trades[trade]?[language] ?? trade.text
    }

    private func name(_ request: RequestNote?) -> String? {
        let names = [request?.name, request?.siteContact].compactMap { $0.map(oneLine) }
        return names.isEmpty ? nil : names.joined(separator: ", ")
    }

    private func oneLine(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count <= Self.textLimit ? line : line.prefix(Self.textLimit - 1) + "…"
    }
}
