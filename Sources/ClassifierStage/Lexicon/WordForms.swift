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

    // MARK: Pieces of words
    // Bytes, not characters: words are folded already, and comparing characters is ten times the
    // work. An Arabic letter has two bytes.

    private static let articles = bytes(["وال", "بال", "فال", "كال", "مال", "لل", "ال"])
    private static let prefixes = bytes(["و", "ب", "ف", "ل", "ك"])
    private static let endings = bytes([
        "ات", "ين", "ون", "ها", "نا", "يه", "ه", "ي", "ت", "ا", "و",
    ])
    private static let latinPrefixes = bytes([
        "lel", "fel", "bel", "mel", "l", "f", "b", "w", "d", "m",
    ])
    private static let latinEndings = bytes([
        "ees", "ent", "ers", "ee", "es", "er", "ez", "s", "x", "e",
    ])

    private static func bytes(_ pieces: [String]) -> [[UInt8]] { pieces.map { Array($0.utf8) } }

    private static func arabicWithoutClitics(_ word: String) -> [String] {
        without(articles, word, leaving: 4) + without(prefixes, word, leaving: 6)
    }

    private static func latinWithoutClitics(_ word: String) -> [String] {
        without(latinPrefixes, word, leaving: 3)
    }

    private static func arabicStem(_ word: String) -> String {
        without(endings, word, leaving: 6)
    }

    private static func latinStem(_ word: String) -> String {
        without(latinEndings, word, leaving: 3)
    }

    /// What is left for each beginning that the word has.
    private static func without(
        _ beginnings: [[UInt8]], _ word: String, leaving least: Int
    ) -> [String] {
        var rests: [String] = []
        let letters = word.utf8
        for beginning in beginnings
        where letters.count >= beginning.count + least && letters.starts(with: beginning) {
            rests.append(String(decoding: letters.dropFirst(beginning.count), as: UTF8.self))
        }
        return rests
    }

    /// What is left without the first ending that the word has.
    private static func without(
        _ endings: [[UInt8]], _ word: String, leaving least: Int
    ) -> String {
        let letters = word.utf8
        for ending in endings
        where letters.count >= ending.count + least
            && letters.suffix(ending.count).elementsEqual(ending)
        {
            return String(decoding: letters.dropLast(ending.count), as: UTF8.self)
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
