import Model

/// What the learned model sees of one word: hashes of pieces of its letters and of its sounds, of
/// the whole word, of all its sounds, and of what it means.
struct WordFeatures: Sendable {
    private(set) var hashes: [UInt32] = []
    /// For pairs of neighbours.
    let whole: UInt32
    /// `nil` for a word with fewer than two consonants.
    let sound: UInt32?
    /// `nil` for a word that the dictionary does not have.
    let meaning: UInt32?

    /// - Parameter meaning: what a dictionary says of the word
    init(_ word: String, meaning: UInt32? = nil) {
        var letters = [Self.edge]
        WordSounds.appendLetters(of: word, to: &letters)
        letters.append(Self.edge)
        whole = Self.hash(letters, seed: Self.wordSeed)
        self.meaning = meaning
        var sounds = [Self.edge]
        WordSounds.appendSounds(of: letters[1..<(letters.count - 1)], to: &sounds)
        sounds.append(Self.edge)
        sound = sounds.count > 3 ? Self.hash(sounds, seed: Self.soundWordSeed) : nil
        hashes.reserveCapacity(letters.count * 6)
        pieces(of: letters, from: 2, to: 5, seed: Self.letterSeed, .letters)
        hashes.append(FeatureKind.words.marking(Self.mixed(whole)))
        if let meaning { hashes.append(meaning) }
        guard let sound else { return }
        pieces(of: sounds, from: 3, to: 4, seed: Self.soundSeed, .sounds)
        hashes.append(FeatureKind.sounds.marking(Self.mixed(sound)))
    }

    private mutating func pieces(
        of letters: [UInt8], from least: Int, to most: Int, seed: UInt32, _ kind: FeatureKind
    ) {
        for start in letters.indices {
            var hash = seed
            for index in start..<min(letters.count, start + most) {
                hash = (hash ^ UInt32(letters[index])) &* Self.prime
                if index - start + 1 >= least { hashes.append(kind.marking(Self.mixed(hash))) }
            }
        }
    }

    // MARK: Hashes (FNV-1a, then a finalizer: its low bits alone are poor)

    static let prime: UInt32 = 16_777_619
    private static let edge = UInt8(ascii: "^")
    private static let letterSeed: UInt32 = 0x811C_9DC5
    private static let wordSeed: UInt32 = 0x1234_5678
    private static let soundSeed: UInt32 = 0x27D4_EB2F
    private static let soundWordSeed: UInt32 = 0x1656_67B1

    private static let conceptSeed: UInt32 = 0x2545_F491
    private static let dictionarySeed: UInt32 = 0x6C07_8965
    private static let stemSeed: UInt32 = 0x41C6_4E6D

    /// The feature of a concept.
    static func concept(_ name: String) -> UInt32 {
        FeatureKind.meanings.marking(hash(name, seed: conceptSeed))
    }

    /// Where a dictionary keeps a word, and a stem.
    static func dictionaryWord(_ word: String) -> UInt32 { hash(word, seed: dictionarySeed) }
    static func dictionaryStem(_ stem: String) -> UInt32 { hash(stem, seed: stemSeed) }

    private static func hash(_ text: String, seed: UInt32) -> UInt32 {
        mixed(text.utf8.reduce(seed) { ($0 ^ UInt32($1)) &* prime })
    }

    private static func hash(_ letters: [UInt8], seed: UInt32) -> UInt32 {
        var hash = seed
        for letter in letters { hash = (hash ^ UInt32(letter)) &* prime }
        return hash
    }

    static func mixed(_ hash: UInt32) -> UInt32 {
        var value = hash
        value ^= value >> 16
        value = value &* 0x85EB_CA6B
        value ^= value >> 13
        value = value &* 0xC2B2_AE35
        return value ^ (value >> 16)
    }
}

/// Pairs of neighbouring words, by their letters and by their sounds.
struct WordPairs {
    private var before: UInt32 = 0
    private var soundBefore: UInt32 = 0

    /// The pairs that end with this word.
    mutating func next(_ whole: UInt32, _ sound: UInt32?) -> (letters: UInt32, sounds: UInt32?) {
        let pair = FeatureKind.words.marking(
            WordFeatures.mixed((before &* WordFeatures.prime) ^ whole ^ Self.seed))
        before = whole
        guard let sound else { return (pair, nil) }
        let heard = FeatureKind.sounds.marking(
            WordFeatures.mixed((soundBefore &* WordFeatures.prime) ^ sound ^ Self.soundSeed))
        soundBefore = sound
        return (pair, heard)
    }

    /// A hidden word: all of them are the same neighbour.
    mutating func hide() {
        before = Self.place
        soundBefore = Self.place
    }

    private static let seed: UInt32 = 0x5BD1_E995
    private static let soundSeed: UInt32 = 0x85EB_CA77
    private static let place: UInt32 = 0x0BAD_F00D
}

/// Meanings that stand near each other, in whatever order.
struct Encounters {
    private var met: [Met] = []

    init() { met.reserveCapacity(24) }

    /// A meaning and the word that has it.
    struct Met {
        let meaning: UInt32
        let word: Int

        /// The feature of the two together.
        func feature(with other: UInt32) -> UInt32 {
            let pair = (min(meaning, other) &* WordFeatures.prime) ^ max(meaning, other)
            return FeatureKind.encounters.marking(WordFeatures.mixed(pair))
        }
    }

    /// So many different meanings back one is still near.
    private static let reach = 8

    /// - Returns: the meanings near which this one stands; none where it was met before
    mutating func next(_ meaning: UInt32, at word: Int) -> ArraySlice<Met> {
        guard !met.contains(where: { $0.meaning == meaning }) else { return [] }
        met.append(Met(meaning: meaning, word: word))
        return met.dropLast().suffix(Self.reach)
    }
}

/// The features of a whole text.
struct TextFeatures: Sendable {
    private(set) var hashes: [UInt32] = []

    /// - Parameter words: those of the text, some of them hidden; else none is
    init(_ text: FoldedText, _ words: [ReadWord] = [], _ concepts: Concepts) {
        var pairs = WordPairs()
        var encounters = Encounters()
        for (number, token) in text.tokens.enumerated() {
            if number < words.count, words[number].isHidden {
                pairs.hide()
                continue
            }
            let word = WordFeatures(token.text, meaning: concepts.meaning(of: token.text))
            hashes += word.hashes
            let (letters, sounds) = pairs.next(word.whole, word.sound)
            hashes.append(letters)
            if let sounds { hashes.append(sounds) }
            guard let meaning = word.meaning else { continue }
            hashes += encounters.next(meaning, at: number).map { $0.feature(with: meaning) }
        }
    }
}
