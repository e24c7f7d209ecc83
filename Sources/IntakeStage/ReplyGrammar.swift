import Model

/// Tells replies from requests by their words alone: OUI, NON, DISPO, PAS DISPO in French, Arabic
/// and Darija, perhaps with the four digits of an offer, perhaps with words of courtesy. Anything
/// that says more is a request.
public enum ReplyGrammar {
    /// What a reply says, and of which offer where it names one.
    public struct Reply: Hashable, Sendable {
        public let word: ReplyWord
        /// Four ASCII digits.
        public let code: String?

        public init(word: ReplyWord, code: String? = nil) {
            self.word = word
            self.code = code
        }
    }

    /// A reply is no longer than this, in Unicode scalars.
    static let scalarLimit = 80
    static let wordLimit = 10

    /// `nil` where the text is no reply.
    public static func read(_ text: String) -> Reply? {
        guard text.utf8.count <= 4 * scalarLimit, text.unicodeScalars.count <= scalarLimit else {
            return nil
        }
        let words = FoldedText(text).tokens.flatMap { partDigits($0.text) }
        guard !words.isEmpty, words.count <= wordLimit else { return nil }
        guard let (rest, code) = takeCode(words) else { return nil }
        return meaning(rest[...]).map { Reply(word: $0, code: code) }
    }

    /// `oui4721` is a word and a code.
    private static func partDigits(_ token: String) -> [String] {
        var parts: [String] = []
        var wasDigit: Bool?
        for scalar in token.unicodeScalars {
            let isDigit = ("0"..."9").contains(scalar)
            if isDigit == wasDigit {
                parts[parts.count - 1].unicodeScalars.append(scalar)
            } else {
                parts.append(String(Character(scalar)))
            }
            wasDigit = isDigit
        }
        return parts
    }

    /// Takes out one run of digits; `nil` where the digits are no code.
    private static func takeCode(_ words: [String]) -> (rest: [String], code: String?)? {
        let isNumber: (String) -> Bool = { ("0"..."9").contains($0.unicodeScalars.first ?? " ") }
        guard let first = words.firstIndex(where: isNumber) else { return (words, nil) }
        let numbers = words[first...].prefix(while: isNumber)
        let rest = Array(words[..<first] + words[numbers.endIndex...])
        let code = numbers.joined()
        guard code.utf8.count == 4, !rest.contains(where: isNumber) else { return nil }
        return (rest, code)
    }

    /// One word said once or twice, or `oui, dispo`, `non, pas dispo`; courtesies skipped.
    private static func meaning(_ words: ArraySlice<String>) -> ReplyWord? {
        var said: ReplyWord?
        var rest = words
        while !rest.isEmpty {
            guard let (phrase, length) = longestPhrase(rest) else { return nil }
            rest = rest.dropFirst(length)
            guard case .reply(let word) = phrase else { continue }
            switch (said, word) {
            case (nil, _): said = word
            case (let earlier?, _) where earlier == word: break
            case (.yes?, .available), (.no?, .unavailable): break
            default: return nil
            }
        }
        return said
    }

    private static func longestPhrase(
        _ words: ArraySlice<String>
    ) -> (ReplyPhrases.Meaning, length: Int)? {
        for length in stride(from: min(ReplyPhrases.longest, words.count), through: 1, by: -1) {
            let phrase = words.prefix(length).joined(separator: " ")
            if let meaning = ReplyPhrases.meanings[phrase] { return (meaning, length) }
        }
        return words.first.flatMap { ReplyPhrases.meanings[drawnOut($0)] }.map { ($0, 1) }
    }

    /// `ouiiii` → `oui`: a letter that is drawn out is one.
    private static func drawnOut(_ word: String) -> String {
        var short = String.UnicodeScalarView()
        for scalar in word.unicodeScalars where scalar != short.last { short.append(scalar) }
        return String(short)
    }
}
