import Configuration
import Model

/// Which words of a text the learned model does not see: names of places, which tell nothing of
/// the job, and trades that are named to be ruled out (`pas un plombier, un électricien`).
struct TextReader: Sendable {
    private let tradeNames: Set<String>

    init(_ catalogue: Catalogue) {
        var names: Set<String> = []
        for trade in catalogue.trades {
            let all = [trade.name(in: .french), trade.name(in: .arabic)] + trade.namesDz
            for name in all {
                let words = FoldedText(name).tokens.map(\.text)
                if words.count == 1 { names.insert(words[0]) }
            }
        }
        tradeNames = names
    }

    /// For each word whether it is hidden; empty where none is.
    func hidden(_ text: FoldedText, places: [PlaceMention]) -> [Bool] {
        var hidden: [Bool] = []
        func hide(_ number: Int) {
            if hidden.isEmpty { hidden = [Bool](repeating: false, count: text.tokens.count) }
            hidden[number] = true
        }
        for place in places {
            for (number, token) in text.tokens.enumerated()
            where place.start <= token.start && token.end <= place.end { hide(number) }
        }
        var denied = -1
        for (number, token) in text.tokens.enumerated() {
            if token.text.utf8.count <= 8, Self.denials.contains(token.text) {
                denied = number
            } else if denied >= 0, number - denied <= Self.reach, tradeNames.contains(token.text) {
                hide(number)
            }
        }
        return hidden
    }

    /// How many words after a denial still belong to it: `pas besoin d'un plombier` does not.
    private static let reach = 3

    private static let denials: Set<String> = [
        "pas", "non", "ni", "machi", "mchi", "moch", "mouch", "ماشي", "مشي", "ليس", "ليست", "موش",
    ]
}
