import Model

/// Finds the quartiers of a chamber in what people write: names, aliases and landmarks, in both
/// scripts, with Arabic prefixes (`فالحمري`), Darija prefixes (`lhassi`) and slips of one letter.
public struct Gazetteer: Sendable {
    private let names: PlaceNames
    private let ids: [String: QuartierID]
    private let communes: [QuartierID: String]

    public init(_ chamber: Chamber) {
        names = PlaceNames(chamber)
        ids = Dictionary(
            chamber.quartiers.map { ($0.id.text, $0.id) }, uniquingKeysWith: { first, _ in first })
        communes = Dictionary(
            chamber.quartiers.map { ($0.id, $0.commune) }, uniquingKeysWith: { first, _ in first })
    }

    /// The quartier of this name, alias, landmark or id, letter by letter after folding; `nil` for
    /// a name that several quartiers bear.
    public func quartier(named name: String) -> QuartierID? {
        ids[name] ?? names.name(PlaceNames.key(name)).flatMap { resolved($0, beside: []) }
    }

    /// Every place that a text names, in the order of the text. Of names that overlap the longest
    /// counts. A name of several quartiers counts where another place of the text lies in the
    /// commune of one of them alone.
    public func find(in text: String) -> [PlaceMention] {
        find(in: FoldedText(text), original: text)
    }

    /// As `find(in:)`, for a text that is folded already.
    /// - Parameters:
    ///   - original: the text that was folded; its punctuation tells where a name stands by itself
    ///   - isWord: words that are spelt well and no slip of a name
    public func find(
        in folded: FoldedText, original: String, except isWord: (String) -> Bool = { _ in false }
    ) -> [PlaceMention] {
        let tokens = folded.tokens
        let words = tokens.map { PlaceNames.word($0.text) }
        var hits: [(position: Int, hit: Hit)] = []
        var position = 0
        while position < tokens.count {
            if let hit = hit(at: position, tokens, words, original, isWord) {
                hits.append((position, hit))
                position += hit.count
            } else {
                position += 1
            }
        }
        let plain = hits.map(\.hit.name.quartiers).filter { $0.count == 1 }
        let sure = Set(plain.joined())
        return hits.compactMap { position, hit in
            resolved(hit.name, beside: sure).map { quartier in
                PlaceMention(
                    quartier: quartier, term: hit.name.term, start: tokens[position].start,
                    end: tokens[position + hit.count - 1].end, confidence: hit.confidence,
                    isLandmark: hit.name.isLandmark)
            }
        }
    }

    private struct Hit {
        let name: PlaceNames.Name
        /// How many words it takes.
        let count: Int
        let confidence: Double
        /// Written together with `in`: an everyday word is a place then.
        var isInside = false
    }

    private func resolved(_ name: PlaceNames.Name, beside sure: Set<QuartierID>) -> QuartierID? {
        if name.quartiers.count == 1 { return name.quartiers[0] }
        let communes = Set(sure.map { self.communes[$0] })
        let fitting = name.quartiers.filter { communes.contains(self.communes[$0]) }
        return fitting.count == 1 ? fitting[0] : nil
    }

    private func hit(
        at position: Int, _ tokens: [FoldedText.Token], _ words: [String], _ original: String,
        _ isWord: (String) -> Bool
    ) -> Hit? {
        let most = min(names.longest, tokens.count - position)
        for count in stride(from: most, through: 1, by: -1) {
            guard let hit = hit(at: position, count: count, tokens, words, isWord) else { continue }
            guard hit.name.isEveryday, !hit.isInside else { return hit }
            let cue = PlaceCue(tokens: tokens, at: position, count: count, original: original)
            if cue.isGiven { return hit }
        }
        return nil
    }

    private func hit(
        at position: Int, count: Int, _ tokens: [FoldedText.Token], _ words: [String],
        _ isWord: (String) -> Bool
    ) -> Hit? {
        let last = position + count - 1
        guard !PlaceNames.isArticle(words[last]) else { return nil }
        let piece = words[position...last]
        let key = PlaceNames.joined(piece)
        if let name = names.name(key) {
            return Hit(name: name, count: count, confidence: count > 1 ? 0.98 : 0.95)
        }
        // A prefix stands before the first word, or before the second after haï: `hay lamel`.
        let prefixed = count > 1 && PlaceCue.isKind(words[position]) ? position + 1 : position
        for stem in PlacePrefix.stems(tokens[prefixed].text) {
            var other = piece
            other[prefixed] = PlaceNames.word(stem.rest)
            if let name = names.name(PlaceNames.joined(other)) {
                return Hit(
                    name: name, count: count, confidence: 0.9, isInside: stem.isInside)
            }
        }
        guard count <= 3, !isWord(tokens[last].text), count > 1 || !isWord(tokens[position].text),
            let name = names.near(key), !name.isEveryday
        else { return nil }
        return Hit(name: name, count: count, confidence: 0.75)
    }
}
