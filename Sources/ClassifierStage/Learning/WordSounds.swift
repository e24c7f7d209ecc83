/// The letters of a folded word, a byte each, and its consonants, a byte a sound: `بلومبي` and
/// `plombi` sound alike, whichever script they are written in.
enum WordSounds {
    /// A small Latin letter or a digit is its own ASCII code, a letter of the Arabic block 0x80 and
    /// more; anything else is `?`.
    static func appendLetters(of word: String, to letters: inout [UInt8]) {
        var pending: UInt8 = 0
        for byte in word.utf8 {
            if byte < 0x80 {
                letters.append(byte)
            } else if byte >= 0xC0 {
                pending = byte
                if !(0xD8...0xDB).contains(byte) { letters.append(other) }
            } else if (0xD8...0xDB).contains(pending) {
                // U+0600…U+06FF: two bytes, 110110xx 10yyyyyy; what matters fits seven bits.
                letters.append(0x80 | ((pending & 1) << 6) | (byte & 0x3F))
            }
        }
    }

    /// The consonants of letters, each run of one sound once.
    static func appendSounds(of letters: ArraySlice<UInt8>, to sounds: inout [UInt8]) {
        guard let first = letters.first else { return }
        if first >= 0x80 {
            appendArabic(letters, to: &sounds)
        } else {
            appendLatin(letters, to: &sounds)
        }
    }

    private static let other = UInt8(ascii: "?")

    private static func appendArabic(_ letters: ArraySlice<UInt8>, to sounds: inout [UInt8]) {
        var index = letters.startIndex
        let start = sounds.count
        // The article.
        if letters.count > 4, letters[index] == alef, letters[index + 1] == lam { index += 2 }
        while index < letters.endIndex {
            let letter = letters[index]
            index += 1
            let sound = letter >= 0x80 ? arabic[Int(letter & 0x7F)] : letter
            if sound != 0, sounds.count == start || sounds[sounds.count - 1] != sound {
                sounds.append(sound)
            }
        }
        if letters[letters.endIndex - 1] == teh, sounds.count - start > 2 { sounds.removeLast() }
    }

    private static let alef: UInt8 = 0x80 | 0x27
    private static let lam: UInt8 = 0x80 | 0x44
    /// ه, which folding makes of ة too.
    private static let teh: UInt8 = 0x80 | 0x47

    private static func appendLatin(_ letters: ArraySlice<UInt8>, to sounds: inout [UInt8]) {
        var index = letters.startIndex
        let start = sounds.count
        while index < letters.endIndex {
            let next = index + 1 < letters.endIndex ? letters[index + 1] : 0
            let (sound, length) = sound(letters[index], next)
            index += length
            if sound != 0, sounds.count == start || sounds[sounds.count - 1] != sound {
                sounds.append(sound)
            }
        }
    }

    /// The sound that begins here, 0 for a vowel, and how many letters write it.
    private static func sound(_ letter: UInt8, _ next: UInt8) -> (UInt8, Int) {
        let isSoft =
            next == UInt8(ascii: "e") || next == UInt8(ascii: "i") || next == UInt8(ascii: "y")
        if next == UInt8(ascii: "h"), let sound = beforeH(letter) { return (sound, 2) }
        switch letter {
        case UInt8(ascii: "c"): return (isSoft ? UInt8(ascii: "s") : UInt8(ascii: "k"), 1)
        case UInt8(ascii: "g"): return (isSoft ? UInt8(ascii: "j") : UInt8(ascii: "g"), 1)
        case UInt8(ascii: "d") where next == UInt8(ascii: "j"): return (next, 2)
        case UInt8(ascii: "q"):
            return (UInt8(ascii: "k"), next == UInt8(ascii: "u") ? 2 : 1)
        default: return (latin[Int(letter & 0x7F)], 1)
        }
    }

    private static func beforeH(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "c"), UInt8(ascii: "s"): UInt8(ascii: "c")
        case UInt8(ascii: "k"): UInt8(ascii: "x")
        case UInt8(ascii: "g"): UInt8(ascii: "g")
        case UInt8(ascii: "p"): UInt8(ascii: "f")
        case UInt8(ascii: "t"): UInt8(ascii: "t")
        case UInt8(ascii: "d"): UInt8(ascii: "d")
        default: nil
        }
    }

    /// Sounds of single Latin letters and of the digits that stand for Arabic ones; 0: none.
    private static let latin: [UInt8] = {
        var sounds = [UInt8](repeating: 0, count: 128)
        for letter in UInt8(ascii: "a")...UInt8(ascii: "z") { sounds[Int(letter)] = letter }
        for vowel in "aeiouyw".utf8 { sounds[Int(vowel)] = 0 }
        let others: [(String, String)] = [
            ("p", "b"), ("v", "f"), ("7", "h"), ("9", "k"), ("5", "x"), ("8", "g"), ("6", "t"),
        ]
        for (letter, sound) in others {
            sounds[Int(letter.utf8.first ?? 0)] = sound.utf8.first ?? 0
        }
        return sounds
    }()

    /// Sounds of the letters of U+0600…U+067F after folding; 0: none.
    private static let arabic: [UInt8] = {
        var sounds = [UInt8](repeating: 0, count: 128)
        let pairs = zip("بتثجحخدذرزسشصضطظغفقكلمنه".unicodeScalars, "bttjhxddrzscsdtdgfkklmnh".utf8)
        for (letter, sound) in pairs { sounds[Int(letter.value & 0x7F)] = sound }
        return sounds
    }()
}
