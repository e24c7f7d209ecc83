import Model

/// What one word of a text may be in a name.
final class PlaceReading: Sendable {
    /// Its number among the words of names.
    let number: Int?
    let isArticle: Bool
    /// A word for a kind of place: `cité`.
    let isKind: Bool
    /// Words of names that are left when a prefix is taken off, that of the longest first.
    let prefixed: [Prefixed]
    /// Words of names with one slip, where it is none itself.
    let near: [Int]
    /// Long enough to be known by itself with a slip in it.
    let isLong: Bool

    struct Prefixed: Sendable {
        let number: Int
        /// The prefix means in.
        let isInside: Bool
    }

    private init(_ word: String, _ names: PlaceNames) {
        let plain = PlaceWord.plain(word)
        number = names.number(plain)
        isArticle = PlaceWord.isArticle(word)
        isKind = PlaceCue.isKind(plain)
        prefixed = PlacePrefix.stems(word).compactMap { stem in
            names.number(PlaceWord.plain(stem.rest)).map {
                Prefixed(number: $0, isInside: stem.isInside)
            }
        }
        near = number == nil ? names.numbers(near: plain) : []
        isLong = word.unicodeScalars.count >= 6
        mayBegin = number != nil || isArticle || !prefixed.isEmpty || !near.isEmpty
    }

    /// False for a word with which no name begins.
    let mayBegin: Bool

    /// What most words of a text are: in no name at all. All of them are this one object, which
    /// stays in the cache.
    private init() {
        number = nil
        isArticle = false
        isKind = false
        prefixed = []
        near = []
        isLong = false
        mayBegin = false
    }

    private static let nothing = PlaceReading()

    static func of(_ word: String, _ names: PlaceNames) -> PlaceReading {
        let reading = PlaceReading(word, names)
        return reading.mayBegin || reading.isKind ? reading : nothing
    }
}
