import Model

/// Finds the quartiers of a chamber in what people write: names, aliases and landmarks, in both
/// scripts, with Arabic prefixes (`فالحمري`), Darija prefixes (`lhassi`) and slips of one letter.
public struct Gazetteer: Sendable {
    private let names: PlaceNames
    private let memory = WordMemory<PlaceReading>()
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
        ids[name] ?? names.name(name).flatMap { resolved($0, beside: []) }
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
    ///   - isWord: the numbers of words that are spelt well and no slip of a name
    public func find(
        in folded: FoldedText, original: String,
        except isWord: @escaping (Int) -> Bool = { _ in false }
    ) -> [PlaceMention] {
        let words = memory.values(of: folded.tokens) { PlaceReading.of($0.text, names) }
        guard words.contains(where: \.mayBegin) else { return [] }
        let walker = PlaceWalker(names, folded.tokens, words, original, isWord)
        var hits: [PlaceWalker.Hit] = []
        var position = 0
        while position < folded.tokens.count {
            if let hit = walker.hit(at: position) {
                hits.append(hit)
                position = hit.end
            } else {
                position += 1
            }
        }
        guard !hits.isEmpty else { return [] }
        let plain = hits.map(\.name.quartiers).filter { $0.count == 1 }
        let sure = Set(plain.joined())
        return hits.compactMap { hit in
            resolved(hit.name, beside: sure).map { quartier in
                PlaceMention(
                    quartier: quartier, term: hit.name.term, start: folded.tokens[hit.start].start,
                    end: folded.tokens[hit.end - 1].end, confidence: hit.confidence,
                    isLandmark: hit.name.isLandmark)
            }
        }
    }

    private func resolved(_ name: PlaceNames.Name, beside sure: Set<QuartierID>) -> QuartierID? {
        if name.quartiers.count == 1 { return name.quartiers[0] }
        let communes = Set(sure.map { self.communes[$0] })
        let fitting = name.quartiers.filter { communes.contains(self.communes[$0]) }
        return fitting.count == 1 ? fitting[0] : nil
    }
}
