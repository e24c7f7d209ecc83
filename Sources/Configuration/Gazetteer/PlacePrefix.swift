/// Words written together with a name: و ب ف ل ك م and the article in Arabic script, `f l w b d m`
/// and the article in Latin letters.
enum PlacePrefix {
    struct Stem {
        let rest: String
        /// The prefix means in.
        let isInside: Bool
    }

    /// What may remain of a word when its prefixes are taken off, the longest prefix first.
    static func stems(_ word: String) -> [Stem] {
        guard let first = word.unicodeScalars.first else { return [] }
        // Bytes that must remain: three Arabic letters, or four Latin ones.
        return PlaceWord.isArabic(first)
            ? stems(word, arabic, leaving: 6) : stems(word, latin, leaving: 4)
    }

    private struct Prefix {
        let bytes: [UInt8]
        let isInside: Bool

        init(_ text: String) {
            bytes = Array(text.utf8)
            isInside = ["ف", "فال", "f", "fel"].contains(text)
        }
    }

    private static let arabic = [
        "وال", "بال", "فال", "كال", "مال", "لل", "و", "ب", "ف", "ل", "ك", "م",
    ].map(Prefix.init)

    private static let latin = [
        "fel", "lel", "mel", "bel", "f", "l", "w", "d", "m", "b",
    ].map(Prefix.init)

    private static func stems(
        _ word: String, _ prefixes: [Prefix], leaving least: Int
    ) -> [Stem] {
        var stems: [Stem] = []
        let letters = word.utf8
        for prefix in prefixes where letters.starts(with: prefix.bytes) {
            let rest = String(decoding: letters.dropFirst(prefix.bytes.count), as: UTF8.self)
            // `فحي رابح`: a word for a kind of place may be shorter.
            guard rest.utf8.count >= least || PlaceCue.isKind(rest) else { continue }
            stems.append(Stem(rest: rest, isInside: prefix.isInside))
        }
        return stems
    }
}
