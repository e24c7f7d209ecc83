/// The kinds of features. Each kind has one voice however many features of it a text has: a few
/// meanings are not drowned by hundreds of pieces of letters.
enum FeatureKind: UInt32, CaseIterable {
    /// Pieces of words.
    case letters
    /// Words, and pairs of them.
    case words
    case sounds
    /// What a dictionary says of words.
    case meanings
    /// Two meanings that stand near each other: water and a socket, a lift and a person.
    case encounters

    static let count = allCases.count
    /// Those that one word has by itself: all but the last, which needs two words, and the last but
    /// one only if the dictionary has the word.
    static func ofWord(withMeaning: Bool) -> Int { withMeaning ? count - 1 : count - 2 }

    /// How loud its voice is; `docs/triage.md` tells how that was chosen.
    private var loudness: Float {
        switch self {
        case .letters, .sounds: 0.8
        case .words: 1.2
        case .meanings: 1.5
        case .encounters: 1.4
        }
    }

    /// A number for each kind.
    typealias Numbers = SIMD8<Float>

    /// What the sum of a kind's rows is multiplied by.
    /// - Parameter squares: the sum of the squares of what each row is worth
    static func factors(_ squares: Numbers) -> Numbers {
        (loudnesses / squares.squareRoot()).replacing(with: 0, where: squares .== 0)
    }

    private static let loudnesses: Numbers = {
        var numbers = Numbers()
        for kind in allCases { numbers[Int(kind.rawValue)] = kind.loudness }
        return numbers
    }()

    /// The three highest bits of a feature's hash tell its kind.
    func marking(_ hash: UInt32) -> UInt32 { hash & 0x1FFF_FFFF | rawValue << 29 }

    static func index(of hash: UInt32) -> Int { Int(hash >> 29) }
}
