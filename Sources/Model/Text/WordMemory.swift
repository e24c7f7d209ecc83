import Synchronization

/// What was found out about words before. People use few words often: most need not be taken apart
/// again. What is remembered must follow from the word alone, so that no answer depends on it.
public final class WordMemory<Value: AnyObject & Sendable>: Sendable {
    @usableFromInline let generations: Mutex<Generations>

    /// - Parameter most: so many words are remembered at least, twice as many at most
    public init(most: Int = 16_384) { generations = Mutex(Generations(most: most)) }

    /// What is known of each word of a text; of new ones through `read`.
    @inlinable
    public func values(
        of tokens: [FoldedText.Token], _ read: (FoldedText.Token) -> Value
    ) -> [Value] {
        generations.withLock { generations in
            var values: [Value] = []
            values.reserveCapacity(tokens.count)
            for token in tokens { values.append(generations.value(of: token, read)) }
            return values
        }
    }

    /// Words that were met since the younger one was begun, and those before: what is still in use
    /// moves on, the rest is forgotten.
    @usableFromInline struct Generations: Sendable {
        @usableFromInline var young: WordTable<Value>
        @usableFromInline var old: WordTable<Value>
        @usableFromInline let most: Int

        init(most: Int) {
            self.most = most
            young = WordTable(most: most)
            old = young
        }

        @inlinable
        mutating func value(
            of token: FoldedText.Token, _ read: (FoldedText.Token) -> Value
        ) -> Value {
            if let value = young.value(of: token) { return value }
            let value = old.value(of: token) ?? read(token)
            // No one word may take much room.
            guard token.text.utf8.count <= 48 else { return value }
            if young.count == most { swap(&young, &old) }
            if young.count == most { young.removeAll() }
            young.insert(value, for: token)
            return value
        }
    }
}

/// Open addressing by the hash that folding gave each word.
@usableFromInline struct WordTable<Value: AnyObject & Sendable>: Sendable {
    @usableFromInline var indices: [Int32]
    @usableFromInline var words: [(text: String, value: Value)] = []

    @usableFromInline init(most: Int) {
        var capacity = 16
        while capacity < most * 2 { capacity *= 2 }
        indices = [Int32](repeating: -1, count: capacity)
    }

    @inlinable var count: Int { words.count }

    @inlinable
    func value(of token: FoldedText.Token) -> Value? {
        let index = indices[slot(of: token)]
        return index < 0 ? nil : words[Int(index)].value
    }

    /// Where the word stands, or a free place for it.
    @inlinable
    func slot(of token: FoldedText.Token) -> Int {
        let mask = indices.count - 1
        var slot = Int(truncatingIfNeeded: token.hash) & mask
        while indices[slot] >= 0, words[Int(indices[slot])].text != token.text {
            slot = (slot + 1) & mask
        }
        return slot
    }

    @inlinable
    mutating func insert(_ value: Value, for token: FoldedText.Token) {
        indices[slot(of: token)] = Int32(words.count)
        words.append((token.text, value))
    }

    @inlinable
    mutating func removeAll() {
        for slot in indices.indices { indices[slot] = -1 }
        words.removeAll(keepingCapacity: true)
    }
}
