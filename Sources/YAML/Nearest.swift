/// Finds the word that was probably meant.
public enum Nearest {
    /// The candidate nearest to `word`, if near enough to be a slip: one edit in a short word, two
    /// in a middling one, three in a long one. Among equals the first in alphabetical order.
    public static func word(to word: String, among candidates: some Sequence<String>) -> String? {
        let limit = word.count <= 3 ? 1 : word.count <= 7 ? 2 : 3
        var best: (distance: Int, candidate: String)?
        for candidate in Set(candidates).sorted() where candidate != word {
            guard abs(candidate.count - word.count) <= limit else { continue }
            let distance = distance(word.lowercased(), candidate.lowercased())
            if distance <= limit, distance < (best?.distance ?? .max) {
                best = (distance, candidate)
            }
        }
        return best?.candidate
    }

    /// A hint for a word that is not in a closed list: the one meant, or the whole list.
    public static func hint(for word: String, among candidates: some Sequence<String>) -> String {
        let known = Set(candidates).sorted()
        if let nearest = self.word(to: word, among: known) { return "did you mean '\(nearest)'?" }
        return known.isEmpty ? "nothing is known here" : "known: \(known.joined(separator: ", "))"
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between two words.
    static func distance(_ left: String, _ right: String) -> Int {
        let from = Array(left)
        let to = Array(right)
        var beforeLast: [Int] = []
        var last = Array(0...to.count)
        for row in from.indices {
            var current = [row + 1]
            for column in to.indices {
                let same = from[row] == to[column]
                var cost = min(
                    last[column + 1] + 1, current[column] + 1, last[column] + (same ? 0 : 1))
                if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[to.count]
    }
}
