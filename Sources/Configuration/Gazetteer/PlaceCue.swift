import Model

/// Tells whether an everyday word stands as a name: after `cité` or a preposition of place, or
/// between two signs of punctuation.
struct PlaceCue {
    let tokens: [FoldedText.Token]
    let at: Int
    /// How many words the name has.
    let count: Int
    let original: String

    var isGiven: Bool { followsCue || standsAlone }

    /// A word for a kind of place: `cité`, `haï`.
    static func isKind(_ word: String) -> Bool { kinds.contains(word) }

    private var followsCue: Bool {
        guard at > 0 else { return tokens.count == count }
        let before = tokens[at - 1].text
        return Self.kinds.contains(before) || Self.prepositions.contains(before)
    }

    private var standsAlone: Bool {
        let scalars = original.unicodeScalars
        let before = at == 0 ? "" : gap(scalars, tokens[at - 1].end, tokens[at].start)
        guard at == 0 || parts(before) else { return false }
        let next = at + count
        guard next < tokens.count else { return true }
        return Self.besides.contains(tokens[next].text)
            || parts(gap(scalars, tokens[next - 1].end, tokens[next].start))
    }

    private func gap(_ scalars: String.UnicodeScalarView, _ from: Int, _ to: Int) -> String {
        let start = scalars.index(scalars.startIndex, offsetBy: from)
        return String(scalars[start..<scalars.index(start, offsetBy: max(0, to - from))])
    }

    private func parts(_ gap: String) -> Bool {
        gap.contains { ",;:.!?\n()،؛؟-–".contains($0) }
    }

    private static let kinds: Set<String> = [
        "hai", "hay", "7ay", "haii", "cite", "quartier", "residence", "lotissement", "houma",
        "7ouma", "7oma", "douar", "حي", "حومه", "الحومه", "دوار", "سيتي",
    ]

    private static let prepositions: Set<String> = [
        "a", "au", "aux", "f", "fi", "pour", "رانا", "راني",
    ]

    /// Near: what stands before it is a place.
    private static let besides: Set<String> = [
        "7da", "hda", "9eddam", "gedam", "pres", "حدا", "قدام", "جنب", "بجانب", "قرب",
    ]
}
