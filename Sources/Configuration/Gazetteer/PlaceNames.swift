import Model

/// The names of a gazetteer as a tree of words: a walk through a text finds the longest.
struct PlaceNames: Sendable {
    struct Name: Sendable {
        let term: String
        /// Several for a name that means them all.
        let quartiers: [QuartierID]
        let isLandmark: Bool
        /// An everyday word too.
        let isEveryday: Bool
    }

    /// A place in the tree: the words so far.
    typealias Node = Int
    static let root: Node = 0

    private var words: [String: Int] = [:]
    private var children: [Step: Node] = [:]
    private var names: [Name?] = [nil]
    private var misspelt = MisspeltWords()

    private struct Step: Hashable {
        let node: Node
        let word: Int
    }

    init(_ chamber: Chamber) {
        let everyday = Set(chamber.everydayWords.map { PlaceWord.words(of: $0) })
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

    /// The number of a word that stands in some name.
    func number(_ word: String) -> Int? { words[word] }

    /// The words that may be meant by this one, with one letter missing, added, wrong or swapped.
    func numbers(near word: String) -> [Int] { misspelt.words(near: word) }

    func step(from node: Node, _ word: Int) -> Node? {
        children[Step(node: node, word: word)]
    }

    /// The name that ends here.
    func name(at node: Node) -> Name? { names[node] }

    /// The name that has exactly these words.
    func name(_ text: String) -> Name? {
        var node = Self.root
        for word in PlaceWord.words(of: text) {
            guard let number = words[word], let next = step(from: node, number) else { return nil }
            node = next
        }
        return names[node]
    }

    // MARK: Building

    private mutating func add(
        _ term: String, _ quartiers: [QuartierID], isLandmark: Bool, _ everyday: Set<[String]>
    ) {
        let words = PlaceWord.words(of: term)
        let name = Name(
            term: term, quartiers: quartiers, isLandmark: isLandmark,
            isEveryday: everyday.contains(words))
        insert(words, name)
        // `Haï Bahi Amar` is `Bahi Amar` as well; one word alone could be any word.
        if words.count > 2, PlaceCue.isKind(words[0]) { insert(Array(words.dropFirst()), name) }
        let joined = words.joined()
        if words.count == 2 || words.count == 3, joined.utf8.count >= Self.joinedBytes {
            insert([joined], name)
        }
    }

    /// Names that people may write as one word.
    private static let joinedBytes = 8

    private mutating func insert(_ words: [String], _ name: Name) {
        guard !words.isEmpty else { return }
        var node = Self.root
        for word in words {
            let step = Step(node: node, word: number(adding: word))
            if let next = children[step] {
                node = next
            } else {
                node = names.count
                names.append(nil)
                children[step] = node
            }
        }
        if names[node] == nil { names[node] = name }
        guard !name.isEveryday else { return }
        // A slip in a name of one short word could be any word.
        let least = words.count == 1 ? 6 : 4
        for word in words { misspelt.add(word, number(adding: word), least: least) }
    }

    private mutating func number(adding word: String) -> Int {
        if let number = words[word] { return number }
        words[word] = words.count
        return words.count - 1
    }
}
