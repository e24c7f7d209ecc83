/// Words of names, found by what is written in their place.
struct MisspeltWords: Sendable {
    private struct Word: Sendable {
        let scalars: [Unicode.Scalar]
        let number: Int
    }

    private var words: [Word] = []
    private var nearby: [UInt64: [Int]] = [:]
    private var known: Set<Int> = []

    /// - Parameter least: words with fewer letters are compared letter by letter only
    mutating func add(_ word: String, _ number: Int, least: Int) {
        let scalars = Array(word.unicodeScalars)
        // A digit is no slip: 1080 logements are not 1180 logements.
        let mayBeMisspelt =
            scalars.count >= least && !scalars.contains { ("0"..."9").contains($0) }
        guard mayBeMisspelt, known.insert(number).inserted else { return }
        for hash in Set(Neighbourhood.hashes(scalars)) {
            nearby[hash, default: []].append(words.count)
        }
        words.append(Word(scalars: scalars, number: number))
    }

    /// The words at a distance of one letter that begin alike.
    func words(near word: String) -> [Int] {
        let scalars = Array(word.unicodeScalars)
        guard scalars.count >= 4 else { return [] }
        var found: [Int] = []
        for hash in Neighbourhood.hashes(scalars) {
            for index in nearby[hash] ?? [] where !found.contains(words[index].number) {
                let other = words[index]
                guard other.scalars.first == scalars.first,
                    min(other.scalars.count, scalars.count) >= 4,
                    Neighbourhood.areOneApart(other.scalars, scalars)
                else { continue }
                found.append(other.number)
            }
        }
        return found
    }
}
