import Foundation

/// Several URLs in one text, comma-separated. A comma inside a URL, as a password may have, does
/// not part: only one before the next scheme does.
enum URLList {
    /// At least one part, perhaps an empty one.
    static func split(_ text: String) -> [String] {
        var parts: [String] = []
        var rest = text[...]
        while let comma = rest.firstRange(of: ",") {
            guard let next = nextScheme(in: rest, from: comma.lowerBound) else { break }
            parts.append(trimmed(rest[..<next]))
            rest = rest[rest.index(after: next)...]
        }
        return parts + [trimmed(rest)]
    }

    /// The first comma at or after a place with `scheme://` behind it.
    private static func nextScheme(in text: Substring, from start: String.Index) -> String.Index? {
        var place = start
        while let comma = text[place...].firstIndex(of: ",") {
            let after = text[text.index(after: comma)...].drop { $0 == " " }
            let scheme = after.prefix { $0.isASCII && $0.isLetter }
            if !scheme.isEmpty, after.dropFirst(scheme.count).hasPrefix("://") { return comma }
            place = text.index(after: comma)
        }
        return nil
    }

    private static func trimmed(_ part: Substring) -> String {
        part.trimmingCharacters(in: .whitespaces)
    }
}
