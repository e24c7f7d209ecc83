import Model
import Synchronization

/// A word as the learned model and the lexicon see it.
struct KnownWord: Sendable {
    let learned: LearnedModel.Word
    let read: ReadWord
    /// Spelt well: no misspelt place.
    let isWord: Bool
}

/// Words that were read before. People use few words often: most need not be taken apart again.
/// What is remembered follows from the model alone, so that answers never depend on it.
final class WordMemory: Sendable {
    private let words = Mutex<[String: KnownWord]>([:])
    /// About 12 MiB.
    private static let most = 16_384

    /// The words of a text, those that are new through `read`.
    func words(of text: FoldedText, _ read: (String) -> KnownWord) -> [KnownWord] {
        words.withLock { words in
            text.tokens.map { token in
                if let known = words[token.text] { return known }
                let word = read(token.text)
                if words.count >= Self.most { words.removeAll(keepingCapacity: true) }
                words[token.text] = word
                return word
            }
        }
    }
}
