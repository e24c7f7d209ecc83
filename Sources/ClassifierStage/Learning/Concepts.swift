import Foundation
import Model

/// What words mean, whatever the variety they are said in: `robinet`, `روبيني` and `حنفية` are one
/// concept. What the model learns of it in one variety serves in the others.
public struct Concepts: Sendable {
    /// Hashes of words and of their stems, in rising order, and for each the hash of its concept.
    let words: [UInt32]
    let meanings: [UInt32]
    private let table: FeatureTable

    /// No dictionary: a word means itself.
    public static let none = Concepts(words: [], meanings: [])

    init(words: [UInt32], meanings: [UInt32]) {
        self.words = words
        self.meanings = meanings
        table = FeatureTable(words)
    }

    /// - Parameter dictionary: names of concepts with the words of each. Of a word in two of them
    ///   the first is taken; a stem that is of two is of none.
    init(_ dictionary: [(name: String, words: [String])]) {
        var exact: [UInt32: UInt32] = [:]
        var stems: [UInt32: UInt32?] = [:]
        for (name, words) in dictionary {
            let meaning = WordFeatures.concept(name)
            for word in words {
                let tokens = FoldedText(word).tokens
                guard tokens.count == 1 else { continue }
                let folded = tokens[0].text
                let key = WordFeatures.dictionaryWord(folded)
                if exact[key] == nil { exact[key] = meaning }
                let stem = WordFeatures.dictionaryStem(WordForms.stem(folded))
                let known = stems[stem]
                if known == nil {
                    stems[stem] = meaning
                } else if known != meaning {
                    stems[stem] = .some(nil)
                }
            }
        }
        let all = exact.merging(stems.compactMapValues { $0 }) { word, _ in word }
        let keys = all.keys.sorted()
        self.init(words: keys, meanings: keys.compactMap { all[$0] })
    }

    /// The hash of what a folded word means; `nil` for words that the dictionary does not have.
    func meaning(of word: String) -> UInt32? {
        if words.isEmpty { return nil }
        let bare = WordForms.withoutClitics(word)
        for form in [word] + bare {
            if let meaning = meaning(at: WordFeatures.dictionaryWord(form)) { return meaning }
        }
        for form in [word] + bare {
            let stem = WordFeatures.dictionaryStem(WordForms.stem(form))
            if let meaning = meaning(at: stem) { return meaning }
        }
        return nil
    }

    private func meaning(at key: UInt32) -> UInt32? {
        let row = table.row(of: key)
        return row < 0 ? nil : meanings[Int(row)]
    }
}

extension Concepts {
    /// The dictionary of a configuration; empty where there is none.
    /// - Throws: `ModelFileError` with the line that is wrong
    public static func load(configDirectory: String) throws -> Concepts {
        let path = configDirectory + "/triage/concepts.txt"
        guard FileManager.default.fileExists(atPath: path) else { return .none }
        return try load(path: path)
    }

    /// A line a concept: `tap: robinet, robinets, روبيني`; lines that begin with `#` are for
    /// people.
    /// - Throws: `ModelFileError` with the line that is wrong
    static func load(path: String) throws -> Concepts {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ModelFileError(path: path, reason: "it cannot be read")
        }
        var dictionary: [(name: String, words: [String])] = []
        var homes: [String: String] = [:]
        let lines = String(decoding: data, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false)
        for (number, line) in lines.enumerated() where !line.isEmpty && !line.hasPrefix("#") {
            func broken(_ reason: String) -> ModelFileError {
                ModelFileError(path: path, line: number + 1, reason: reason)
            }
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { throw broken("a concept is written `name: word, word`") }
            let name = String(parts[0])
            let words = parts[1].split(separator: ",").map { FoldedText.fold(String($0)) }
            for word in words {
                if let home = homes[word] {
                    throw broken("`\(word)` stands in `\(home)` already")
                }
                homes[word] = name
            }
            dictionary.append((name, words))
        }
        return Concepts(dictionary)
    }
}
