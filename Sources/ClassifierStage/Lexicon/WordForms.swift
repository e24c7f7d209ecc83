/// The forms under which one folded word may stand in the lexicon.
enum WordForms {
    /// What is left when words written together with it are taken off: prepositions and the article
    /// in Arabic script (`فالحمري`), the article and prepositions of Darija in Latin letters.
    static func withoutClitics(_ word: String) -> [String] {
        isArabic(word) ? arabicWithoutClitics(word) : latinWithoutClitics(word)
    }

    /// A light stem: French endings of number, gender and verbs; Arabic endings.
    static func stem(_ word: String) -> String {
        isArabic(word) ? arabicStem(word) : latinStem(word)
    }

    /// What stays of a word of Darija in Latin letters whoever spells it: its consonants, with one
    /// letter a sound. `nil` for words too short to be told apart.
    static func skeleton(_ word: String) -> String? {
        let letters = Array(word.utf8)
        guard letters.count >= 5, letters.allSatisfy({ $0 < 0x80 }) else { return nil }
        var bones: [UInt8] = []
        var index = 0
        while index < letters.count {
            let next = index + 1 < letters.count ? letters[index + 1] : 0
            let (sound, length) = sound(letters[index], next)
            index += length
            guard let sound, sound != bones.last else { continue }
            bones.append(sound)
        }
        return bones.count >= 3 ? String(decoding: bones, as: UTF8.self) : nil
    }

    static func isArabic(_ word: String) -> Bool {
        word.utf8.first.map { (0xD8...0xDB).contains($0) } ?? false
    }

    // MARK: Arabic

    private static let articles = ["وال", "بال", "فال", "كال", "مال", "لل", "ال"]
    private static let prefixes = ["و", "ب", "ف", "ل", "ك"]
    private static let endings = ["ات", "ين", "ون", "ها", "نا", "يه", "ه", "ي", "ت", "ا", "و"]

    private static func arabicWithoutClitics(_ word: String) -> [String] {
        var forms: [String] = []
        for prefix in articles where word.hasPrefix(prefix) {
            let rest = word.unicodeScalars.dropFirst(prefix.unicodeScalars.count)
            if rest.count >= 2 { forms.append(String(rest)) }
        }
        for prefix in prefixes where word.hasPrefix(prefix) {
            let rest = word.unicodeScalars.dropFirst()
            if rest.count >= 3 { forms.append(String(rest)) }
        }
        return forms
    }

    private static func arabicStem(_ word: String) -> String {
        let letters = word.unicodeScalars
        for ending in endings where word.hasSuffix(ending) {
            let rest = letters.dropLast(ending.unicodeScalars.count)
            if rest.count >= 3 { return String(rest) }
        }
        return word
    }

    // MARK: Latin

    private static let latinPrefixes = ["lel", "fel", "bel", "mel", "l", "f", "b", "w", "d", "m"]

    private static func latinWithoutClitics(_ word: String) -> [String] {
        latinPrefixes.compactMap { prefix in
            guard word.utf8.count >= prefix.utf8.count + 3, word.hasPrefix(prefix) else {
                return nil
            }
            return String(decoding: word.utf8.dropFirst(prefix.utf8.count), as: UTF8.self)
        }
    }

    private static let latinEndings = ["ees", "ent", "ers", "ee", "es", "er", "ez", "s", "x", "e"]

    private static func latinStem(_ word: String) -> String {
        for ending in latinEndings where word.hasSuffix(ending) {
            let rest = word.utf8.dropLast(ending.utf8.count)
            if rest.count >= 3 { return String(decoding: rest, as: UTF8.self) }
        }
        return word
    }

    /// The sound that begins here and how many letters write it; `nil`: a vowel.
    private static func sound(_ letter: UInt8, _ next: UInt8) -> (UInt8?, Int) {
        func pair(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> Bool {
            letter == UInt8(ascii: first) && next == UInt8(ascii: second)
        }
        if pair("c", "h") || pair("s", "h") { return (UInt8(ascii: "c"), 2) }
        if pair("k", "h") { return (UInt8(ascii: "x"), 2) }
        if pair("g", "h") { return (UInt8(ascii: "g"), 2) }
        if pair("d", "j") { return (UInt8(ascii: "j"), 2) }
        switch letter {
        case UInt8(ascii: "5"): return (UInt8(ascii: "x"), 1)
        case UInt8(ascii: "7"): return (UInt8(ascii: "h"), 1)
        case UInt8(ascii: "8"): return (UInt8(ascii: "g"), 1)
        case UInt8(ascii: "9"), UInt8(ascii: "q"), UInt8(ascii: "c"), UInt8(ascii: "k"):
            return (UInt8(ascii: "k"), 1)
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
            UInt8(ascii: "u"), UInt8(ascii: "y"), UInt8(ascii: "w"), UInt8(ascii: "2"):
            return (nil, 1)
        default: return (letter, 1)
        }
    }
}
