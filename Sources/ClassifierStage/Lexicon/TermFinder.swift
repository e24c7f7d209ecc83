import Configuration
import Model

/// A term that stands in a text.
struct FoundTerm: Hashable, Sendable {
    /// Its number in the lexicon.
    let term: Int
    /// Positions of its words in the text.
    let positions: [Int]
    /// The quality of its worst word, 0…1.
    let quality: Double
}

extension Lexicon {
    /// The words of a text, each with what it may be.
    /// - Parameter places: names of places, which are nothing else
    func read(_ text: FoldedText, places: [PlaceMention] = []) -> [ReadWord] {
        text.tokens.map { token in
            let isPlace = places.contains { $0.start <= token.start && token.end <= $0.end }
            return ReadWord(
                readings: isPlace ? [] : readings(of: token.text),
                isFiller: FillerWords.contains(token.text))
        }
    }

    /// Every term in a text that was read. Words of a term follow each other in its order, with at
    /// most `gap` others between two.
    func find(in text: [ReadWord]) -> [FoundTerm] {
        var found: [FoundTerm] = []
        for position in text.indices {
            for reading in text[position].readings {
                for index in terms(from: reading.word) {
                    if let term = match(index, at: position, reading.quality, text) {
                        found.append(term)
                    }
                }
            }
        }
        return found
    }

    /// The term with this number, if its first word stands here and the others follow.
    func match(
        _ index: Int, at start: Int, _ quality: Double, _ text: [ReadWord]
    ) -> FoundTerm? {
        let term = terms[index]
        guard quality >= term.leastQuality else { return nil }
        var positions = [start]
        var worst = quality
        for word in term.words.dropFirst() {
            let from = positions[positions.count - 1] + 1
            guard let next = next(word, from: from, gap: term.gap, text),
                next.quality >= term.leastQuality
            else { return nil }
            positions.append(next.position)
            worst = min(worst, next.quality)
        }
        return FoundTerm(term: index, positions: positions, quality: worst)
    }

    private func next(
        _ word: Int, from start: Int, gap: Int, _ text: [ReadWord]
    ) -> (position: Int, quality: Double)? {
        var between = 0
        for position in start..<max(start, text.count) {
            if let reading = text[position].readings.first(where: { $0.word == word }) {
                return (position, reading.quality)
            }
            if !text[position].isFiller { between += 1 }
            if between > gap { return nil }
        }
        return nil
    }
}
