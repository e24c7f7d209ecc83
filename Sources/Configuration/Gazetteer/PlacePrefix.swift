/// Words written together with a name: و ب ف ل ك م and the article in Arabic script, `f l w b d m`
/// and the article in Latin letters.
enum PlacePrefix {
    struct Stem {
        let prefix: String
        let rest: String
    }

    /// What may remain of a word when its prefixes are taken off, the longest prefix first.
    static func stems(_ word: String) -> [Stem] {
        guard let first = word.unicodeScalars.first else { return [] }
        return PlaceWord.isArabic(first) ? arabic(word) : latin(word)
    }

    private static func arabic(_ word: String) -> [Stem] {
        var stems: [Stem] = []
        for prefix in ["وال", "بال", "فال", "كال", "مال", "لل", "و", "ب", "ف", "ل", "ك", "م"]
        where word.hasPrefix(prefix) {
            let rest = String(word.dropFirst(prefix.count))
            if rest.unicodeScalars.count >= 3 { stems.append(Stem(prefix: prefix, rest: rest)) }
        }
        return stems
    }

    private static func latin(_ word: String) -> [Stem] {
        var stems: [Stem] = []
        for prefix in ["fel", "lel", "mel", "bel", "f", "l", "w", "d", "m", "b"]
        where word.utf8.count >= prefix.utf8.count + 4 && word.hasPrefix(prefix) {
            stems.append(Stem(prefix: prefix, rest: String(word.dropFirst(prefix.count))))
        }
        return stems
    }
}

extension String {
    /// The prefix means in: `ف`, `f`.
    fileprivate var meansIn: Bool { ["ف", "فال", "f", "fel"].contains(self) }
}

extension PlacePrefix.Stem {
    var isInside: Bool { prefix.meansIn }
}
