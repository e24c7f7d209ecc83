import Model

/// Takes personal data out of a message before it becomes an example.
public enum Redaction {
    /// - Parameter personal: what the request says of its person elsewhere: name, address, contact
    /// - Returns: the text without their words, without long numbers and without addresses of mail
    ///   and web
    public static func text(_ text: String, without personal: [String]) -> String {
        let known = Set(
            personal.flatMap { FoldedText($0).tokens.map(\.text) }.filter {
                $0.unicodeScalars.count >= 3
            })
        let words = text.split(whereSeparator: \.isWhitespace).map { word -> Substring in
            let folded = FoldedText(String(word)).tokens.map(\.text)
            let isPrivate = folded.contains { known.contains($0) }
            return isPrivate || word.contains("@") || word.contains("://") ? "…" : word
        }
        return withoutNumbers(words.joined(separator: " "))
    }

    /// Six digits and more, however they are grouped: a telephone number, a card.
    private static func withoutNumbers(_ text: String) -> String {
        var out = ""
        var run = ""
        var digits = 0
        func isJoint(_ character: Character) -> Bool { " .-/".contains(character) }
        func flush() {
            if digits >= 6 {
                out += "…"
                if let last = run.last, isJoint(last) { out.append(last) }
            } else {
                out += run
            }
            run = ""
            digits = 0
        }
        for character in text {
            if character.wholeNumberValue != nil {
                run.append(character)
                digits += 1
            } else if isJoint(character), digits > 0, run.last.map(isJoint) == false {
                run.append(character)
            } else {
                flush()
                out.append(character)
            }
        }
        flush()
        return out
    }
}
