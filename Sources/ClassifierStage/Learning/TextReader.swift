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

    /// What a word does to the trades that are named after it.
    enum Role: Sendable { case plain, denial, tradeName }

    func role(of word: String) -> Role {
        if Self.denials.contains(word) { return .denial }
        return tradeNames.contains(word) ? .tradeName : .plain
    }

    /// Names the words that are hidden, some of them twice.
    func eachHidden(
        _ tokens: [FoldedText.Token], _ words: [ReadWord], _ places: [PlaceMention],
        _ hide: (Int) -> Void
    ) {
        for place in places {
            for (number, token) in tokens.enumerated()
            where place.start <= token.start && token.end <= place.end { hide(number) }
        }
        var denied = -1 - Self.reach
        for number in words.indices {
            switch words[number].role {
            case .plain: break
            case .denial: denied = number
            case .tradeName: if number - denied <= Self.reach { hide(number) }
            }
        }
    }

    /// How many words after a denial still belong to it: `pas besoin d'un plombier` does not.
    private static let reach = 3

    private static let denials: Set<String> = [
        "pas", "non", "ni", "machi", "mchi", "moch", "mouch", "ماشي", "مشي", "ليس", "ليست", "موش",
    ]
}
