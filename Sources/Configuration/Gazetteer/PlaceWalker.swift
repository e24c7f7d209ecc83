import Model

/// Walks through the words of a text and the tree of names together.
struct PlaceWalker {
    struct Hit {
        let name: PlaceNames.Name
        /// Its words in the text: first, and after the last.
        let start: Int
        let end: Int
        let confidence: Double
    }

    private let names: PlaceNames
    private let tokens: [FoldedText.Token]
    private let original: String
    private let isWord: (Int) -> Bool
    private let words: [PlaceReading]

    init(
        _ names: PlaceNames, _ tokens: [FoldedText.Token], _ words: [PlaceReading],
        _ original: String, _ isWord: @escaping (Int) -> Bool
    ) {
        self.names = names
        self.tokens = tokens
        self.words = words
        self.original = original
        self.isWord = isWord
    }

    /// The longest name that begins with this word, letter by letter, else with a prefix taken off,
    /// else with one slip.
    func hit(at start: Int) -> Hit? {
        guard words[start].mayBegin else { return nil }
        if let hit = walk(from: start, changing: nil), isPlace(hit, isInside: false) { return hit }
        return prefixed(at: start) ?? misspelt(at: start)
    }

    /// A prefix stands before the first word, or before the second after haï: `hay lamel`.
    private func prefixed(at start: Int) -> Hit? {
        let changed = words[start].isKind && start + 1 < tokens.count ? start + 1 : start
        for stem in words[changed].prefixed {
            guard let hit = walk(from: start, changing: Change(changed, stem.number, 0.9)),
                isPlace(hit, isInside: stem.isInside)
            else { continue }
            return hit
        }
        return nil
    }

    private func misspelt(at start: Int) -> Hit? {
        let last = min(start + Self.mostSlips, tokens.count) - 1
        guard start <= last else { return nil }
        // A slip in the second word counts only after a first word of a name.
        guard let position = (start...last).first(where: { words[$0].number == nil }),
            !words[position].near.isEmpty, !isWord(position)
        else { return nil }
        var found: Hit?
        for number in words[position].near {
            guard let hit = walk(from: start, changing: Change(position, number, 0.75)),
                !hit.name.isEveryday, isNearEnough(hit)
            else { continue }
            // Two places as near as each other: neither is meant.
            if let found, found.name.quartiers != hit.name.quartiers { return nil }
            found = hit
        }
        return found
    }

    /// Words of a name in which a slip is looked for.
    private static let mostSlips = 3

    /// Alone, a word must be long to be known with a slip in it.
    private func isNearEnough(_ hit: Hit) -> Bool {
        hit.end - hit.start > 1 || words[hit.start].isLong
    }

    /// A word of the text read as another.
    private struct Change {
        let position: Int
        let number: Int
        let confidence: Double

        init(_ position: Int, _ number: Int, _ confidence: Double) {
            self.position = position
            self.number = number
            self.confidence = confidence
        }
    }

    private func walk(from start: Int, changing change: Change?) -> Hit? {
        var node = PlaceNames.root
        var best: Hit?
        for position in start..<tokens.count {
            let isChanged = change?.position == position
            let number = isChanged ? change?.number : words[position].number
            if let number, let next = names.step(from: node, number) {
                node = next
            } else if words[position].isArticle {
                continue
            } else {
                break
            }
            if let name = names.name(at: node), change.map({ $0.position <= position }) ?? true {
                let exact = position > start ? 0.98 : 0.95
                best = Hit(
                    name: name, start: start, end: position + 1,
                    confidence: change?.confidence ?? exact)
            }
        }
        return best
    }

    private func isPlace(_ hit: Hit, isInside: Bool) -> Bool {
        guard hit.name.isEveryday, !isInside else { return true }
        return PlaceCue(
            tokens: tokens, at: hit.start, count: hit.end - hit.start, original: original
        ).isGiven
    }
}
