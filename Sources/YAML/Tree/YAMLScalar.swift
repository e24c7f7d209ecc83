/// A scalar as written. Its kind follows the core schema of YAML 1.2 (chapter 10.3): `yes`, `no`,
/// `on` and `off` are text, and what is quoted is always text.
public struct YAMLScalar: Hashable, Sendable {
    public let text: String
    /// Without quotes, and not a block of text.
    public let isPlain: Bool

    public init(text: String, isPlain: Bool) {
        self.text = text
        self.isPlain = isPlain
    }

    enum Resolved: Hashable, Sendable {
        case null
        case bool(Bool)
        /// The digits stand in `text`; the value may be out of every range.
        case integer
        case number
        case text
    }

    var resolved: Resolved {
        guard isPlain else { return .text }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if Self.isInteger(text[...]) { return .integer }
        return Self.isNumber(text[...]) ? .number : .text
    }

    private static func isInteger(_ text: Substring) -> Bool {
        if text.hasPrefix("0o") { return isFull(text.dropFirst(2)) { ("0"..."7").contains($0) } }
        if text.hasPrefix("0x") {
            return isFull(text.dropFirst(2)) { $0.isASCII && $0.isHexDigit }
        }
        return isFull(unsigned(text), isDigit)
    }

    private static func isNumber(_ text: Substring) -> Bool {
        let unsigned = unsigned(text)
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return true }
        if [".nan", ".NaN", ".NAN"].contains(text) { return true }
        let parts = unsigned.split(maxSplits: 1, omittingEmptySubsequences: false) {
            $0 == "e" || $0 == "E"
        }
        if parts.count == 2, !isFull(Self.unsigned(parts[1]), isDigit) { return false }
        let digits = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        guard digits.count <= 2, digits.allSatisfy({ $0.allSatisfy(isDigit) }) else { return false }
        return digits.contains { !$0.isEmpty } && (digits.count == 2 || !digits[0].isEmpty)
    }

    private static func unsigned(_ text: Substring) -> Substring {
        text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text
    }

    private static func isDigit(_ character: Character) -> Bool {
        ("0"..."9").contains(character)
    }

    private static func isFull(_ text: Substring, _ test: (Character) -> Bool) -> Bool {
        !text.isEmpty && text.allSatisfy(test)
    }

    /// For a message: `the text 'abc'`, cut short.
    var whatItIs: String {
        switch resolved {
        case .null: "nothing"
        case .bool: "the boolean \(shown)"
        case .integer, .number: "the number \(shown)"
        case .text: "the text '\(shown)'"
        }
    }

    /// The text in one short line.
    var shown: String {
        let line = text.unicodeScalars.prefix(40).map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
        }
        return line.joined() + (text.unicodeScalars.count > 40 ? "…" : "")
    }
}
