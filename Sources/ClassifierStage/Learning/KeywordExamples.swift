import Configuration
import Model

/// The terms of the catalogue as short texts to learn from.
enum KeywordExamples {
    struct Term {
        let text: String
        var trade: TradeID?
        var intent: Intent?
        var urgency: Urgency?
        var variety: LanguageVariety?
    }

    static func terms(_ catalogue: Catalogue) -> [Term] {
        var terms: [Term] = []
        for trade in catalogue.trades {
            for name in [trade.name(in: .french), trade.name(in: .arabic)] + trade.namesDz {
                terms.append(Term(text: name, trade: trade.id))
            }
            for text in trade.keywords.all { terms.append(Term(text: text, trade: trade.id)) }
            for urgency in Urgency.allCases {
                for text in trade.urgencyHints[urgency] ?? [] {
                    terms.append(Term(text: text, trade: trade.id, urgency: urgency))
                }
            }
        }
        for urgency in Urgency.allCases {
            for text in catalogue.urgencyWords[urgency]?.all ?? [] {
                terms.append(Term(text: text, urgency: urgency))
            }
        }
        for danger in DangerKind.allCases {
            for text in catalogue.dangerWords[danger]?.all ?? [] {
                terms.append(Term(text: text, urgency: .emergency))
            }
        }
        for intent in Intent.allCases where intent != .greeting {
            for text in catalogue.intentWords[intent]?.all ?? [] {
                terms.append(Term(text: text, intent: intent))
            }
        }
        return terms
    }
}
