/// A binding's pattern on a topic exchange: words between dots, `*` for one word, `#` for any
/// number.
public struct RoutingPattern: Hashable, Sendable {
    public let text: String
    let words: [Substring]

    public init(_ text: String) {
        self.text = text
        words = text.split(separator: ".", omittingEmptySubsequences: false)
    }

    /// Whether it takes a message with this routing key.
    public func matches(_ key: String) -> Bool {
        Self.matches(
            words[...], key.split(separator: ".", omittingEmptySubsequences: false)[...])
    }

    private static func matches(
        _ pattern: ArraySlice<Substring>, _ key: ArraySlice<Substring>
    ) -> Bool {
        guard let word = pattern.first else { return key.isEmpty }
        if word == "#" {
            // It takes the first words of the key or none of them.
            if matches(pattern.dropFirst(), key) { return true }
            return !key.isEmpty && matches(pattern, key.dropFirst())
        }
        guard let first = key.first, word == "*" || word == first else { return false }
        return matches(pattern.dropFirst(), key.dropFirst())
    }

    /// Words of lower case letters, digits and hyphens, `*` and `#`; at most one `#`, which bounds
    /// the work of matching.
    var isWellFormed: Bool {
        text.utf8.count <= 255 && words.filter { $0 == "#" }.count <= 1
            && words.allSatisfy { $0 == "#" || $0 == "*" || Name.isWord($0) }
    }
}

/// What names at the broker look like.
enum Name {
    /// `checked-in`
    static func isWord(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { isLetterOrDigit($0) || $0 == "-" }
    }

    /// Words between dots: `request.accepted`.
    static func isDotted(_ text: String) -> Bool {
        text.utf8.count <= 200
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isWord)
    }

    /// Two digits, like the codes of wilayas: the last word of a partitioned name.
    static func isChamber(_ text: some StringProtocol) -> Bool {
        text.count == 2 && text.allSatisfy { ("0"..."9").contains($0) }
    }

    /// Chamber codes as a regular expression.
    static let chamberExpression = "[0-9]{2}"

    /// Where what could not be read is filed.
    static let unreadChamber = "00"

    /// The text as a regular expression that matches itself. Names hold nothing else special.
    static func literal(_ text: String) -> String {
        text.replacing(".", with: "\\.")
    }

    private static func isLetterOrDigit(_ character: Character) -> Bool {
        ("a"..."z").contains(character) || ("0"..."9").contains(character)
    }
}
