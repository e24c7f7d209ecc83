/// A binding key of a topic exchange: words parted by dots; `*` is one word, `#` any number.
public struct TopicPattern: Hashable, Sendable {
    public let text: String
    private let words: [Substring]

    public init(_ text: String) {
        self.text = text
        words = text.split(separator: ".", omittingEmptySubsequences: false)
    }

    /// Whether a message with this routing key goes through the binding.
    public func matches(_ routingKey: String) -> Bool {
        if text == "#" || text == routingKey { return true }
        let key = routingKey.split(separator: ".", omittingEmptySubsequences: false)
        return Self.matches(words[...], routingKey.isEmpty ? [] : key[...])
    }

    private static func matches(
        _ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>
    ) -> Bool {
        guard let word = pattern.first else { return key.isEmpty }
        let rest = pattern.dropFirst()
        if word == "#" {
            return matches(rest, key) || (!key.isEmpty && matches(pattern, key.dropFirst()))
        }
        guard let first = key.first, word == "*" || word == first else { return false }
        return matches(rest, key.dropFirst())
    }
}
