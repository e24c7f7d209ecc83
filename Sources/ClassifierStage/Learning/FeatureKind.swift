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

    static let count = allCases.count

    /// The two highest bits of a feature's hash tell its kind.
    func marking(_ hash: UInt32) -> UInt32 { hash & 0x3FFF_FFFF | rawValue << 30 }

    static func index(of hash: UInt32) -> Int { Int(hash >> 30) }
}
