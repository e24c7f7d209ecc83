import Model

/// The AMQP content type of inputs: `application/cloudevents+json`, any case, parameters ignored
/// but a charset, which must be UTF-8 (contract §1).
enum ContentType {
    static func isAccepted(_ text: String?) -> Bool {
        guard let text else { return false }
        if text == Event.contentType { return true }
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        guard let media = parts.first, trimmed(media).lowercased() == Event.contentType else {
            return false
        }
        return parts.dropFirst().allSatisfy { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, trimmed(pair[0]).lowercased() == "charset" else { return true }
            let value = trimmed(pair[1]).lowercased()
            return value == "utf-8" || value == "\"utf-8\""
        }
    }

    /// JSON data in structured mode: `application/json`, or a type built on it.
    static func isJSON(_ text: String) -> Bool {
        let media = text.prefix { $0 != ";" }
        let name = trimmed(media).lowercased()
        return name == "application/json" || name.hasSuffix("+json")
    }
}

/// A text without the Unicode white space around it.
func trimmed(_ text: some StringProtocol) -> String {
    let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
    let scalars = text.unicodeScalars
    guard let first = scalars.first, let last = scalars.last, isSpace(first) || isSpace(last) else {
        return String(text)
    }
    var rest = Substring(text).unicodeScalars.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(Substring(rest))
}
