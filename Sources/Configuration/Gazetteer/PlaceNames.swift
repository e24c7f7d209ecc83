import Model

/// The names of a gazetteer, ready to be looked up by their words.
struct PlaceNames: Sendable {
    struct Name: Sendable {
        let term: String
        /// Several for a name that means them all.
        let quartiers: [QuartierID]
        let isLandmark: Bool
        /// An everyday word too.
        let isEveryday: Bool
        /// The key's scalars, for the comparison of near misses.
        let scalars: [Unicode.Scalar]
    }

    private(set) var names: [Name] = []
    private var byKey: [String: Int] = [:]
    /// Names from which one letter is missing, by hash.
    private var nearby: [UInt64: [Int]] = [:]
    /// Words of the longest name.
    private(set) var longest = 1

    init(_ chamber: Chamber) {
        let everyday = Set(chamber.everydayWords.map(Self.key))
        for name in chamber.ambiguousNames {
            add(name.name, name.quartiers, isLandmark: false, everyday)
        }
        for quartier in chamber.quartiers {
            for name in [quartier.nameFr, quartier.nameAr] + quartier.aliases {
                add(name, [quartier.id], isLandmark: false, everyday)
            }
        }
        for landmark in chamber.landmarks {
            for name in [landmark.nameFr] + landmark.aliases {
                add(name, [landmark.quartier], isLandmark: true, everyday)
            }
        }
    }

    func name(_ key: String) -> Name? { byKey[key].map { names[$0] } }

    /// The only name at a distance of one letter (missing, added, wrong or swapped).
    func near(_ key: String) -> Name? {
        let scalars = Array(key.unicodeScalars)
        guard scalars.count >= Self.fuzzyLength else { return nil }
        var found: Int?
        for hash in Neighbourhood.hashes(scalars) {
            for index in nearby[hash] ?? [] where index != found {
                guard Neighbourhood.areOneApart(names[index].scalars, scalars),
                    names[index].scalars.first == scalars.first,
                    Self.isSlip(names[index].scalars, scalars)
                else { continue }
                // Two names as near as each other: neither is meant.
                if let other = found, names[other].quartiers != names[index].quartiers {
                    return nil
                }
                found = index
            }
        }
        return found.map { names[$0] }
    }

    /// A slip happens in a long word, or in the space between two; حي and في are two words.
    private static func isSlip(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Bool {
        let leftWords = left.split(separator: " ")
        let rightWords = right.split(separator: " ")
        guard leftWords.count == rightWords.count else { return true }
        return zip(leftWords, rightWords).allSatisfy {
            $0 == $1 || min($0.count, $1.count) >= slipLength
        }
    }

    private static let slipLength = 4

    /// Shorter names are compared letter by letter only.
    static let fuzzyLength = 6

    /// The words of a name or of a piece of text as names are compared.
    static func key(_ text: String) -> String {
        joined(FoldedText(text).tokens.map { word($0.text) }[...])
    }

    /// Words of a name put together; the articles inside a name say nothing.
    static func joined(_ words: ArraySlice<String>) -> String {
        if words.count == 1 { return words.first ?? "" }
        let telling = words.filter { !isArticle($0) }
        return (telling.isEmpty ? Array(words) : telling).joined(separator: " ")
    }

    /// The Arabic article in Latin letters: `El Hamri`, `Es Senia`.
    static func isArticle(_ word: String) -> Bool { articles.contains(word) }

    private static let articles: Set<String> = ["el", "es", "en", "ed", "ech", "al", "er"]

    /// Spellings of words that stand in many names; articles of Arabic names are dropped.
    static func word(_ word: String) -> String {
        if let same = synonyms[word] { return same }
        if word.unicodeScalars.first.map(isArabic) == true { return withoutArticle(word) }
        return word
    }

    static func withoutArticle(_ word: String) -> String {
        word.hasPrefix("ال") && word.unicodeScalars.count >= 5 ? String(word.dropFirst(2)) : word
    }

    static func isArabic(_ scalar: Unicode.Scalar) -> Bool {
        (0x0600...0x06FF).contains(scalar.value)
    }

    private static let synonyms: [String: String] = [
        "hay": "hai", "7ay": "hai", "7ai": "hai", "haii": "hai", "3in": "ain", "3ain": "ain",
        "ein": "ain", "st": "saint", "ste": "sainte", "sant": "saint", "sid": "sidi",
        "residence": "cite", "siti": "cite", "city": "cite", "سيتي": "حي",
    ]

    private mutating func add(
        _ term: String, _ quartiers: [QuartierID], isLandmark: Bool, _ everyday: Set<String>
    ) {
        let words = FoldedText(term).tokens.map { Self.word($0.text) }
        insert(words[...], term, quartiers, isLandmark: isLandmark, everyday)
        // `Haï Bahi Amar` is `Bahi Amar` as well; one word alone could be any word.
        if words.count > 2, PlaceCue.isKind(words[0]) {
            insert(words.dropFirst(), term, quartiers, isLandmark: isLandmark, everyday)
        }
    }

    private mutating func insert(
        _ all: ArraySlice<String>, _ term: String, _ quartiers: [QuartierID], isLandmark: Bool,
        _ everyday: Set<String>
    ) {
        let key = Self.joined(all)
        guard !key.isEmpty, byKey[key] == nil else { return }
        let scalars = Array(key.unicodeScalars)
        let index = names.count
        names.append(
            Name(
                term: term, quartiers: quartiers, isLandmark: isLandmark,
                isEveryday: everyday.contains(key), scalars: scalars))
        byKey[key] = index
        let words = key.split(separator: " ")
        longest = max(longest, all.count)
        // A digit is no slip: 1080 logements are not 1180 logements.
        let mayBeMisspelt =
            scalars.count >= Self.fuzzyLength && words.count <= 3
            && !everyday.contains(key) && !scalars.contains { ("0"..."9").contains($0) }
        guard mayBeMisspelt else { return }
        for hash in Set(Neighbourhood.hashes(scalars)) { nearby[hash, default: []].append(index) }
    }
}
