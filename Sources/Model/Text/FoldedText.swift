/// A text as comparisons see it: small letters without diacritics, one form for each Arabic letter,
/// ASCII digits, words parted by single spaces. `Fuite d'ÉVIER` and `fuite d evier` fold alike, as
/// do `أرزيو` and `ارزيو`.
///
/// Folding a folded text changes nothing.
public struct FoldedText: Hashable, Sendable {
    /// One word of the folded text and where it stood in the original.
    public struct Token: Hashable, Sendable {
        public let text: String
        /// Offset of its first Unicode scalar in the original text.
        public let start: Int
        /// Offset after its last Unicode scalar in the original text.
        public let end: Int
        /// Of the bytes of its text, for tables: hashing a `String` costs ten times as much.
        public let hash: UInt32

        fileprivate init(_ word: [UInt8], start: Int, end: Int) {
            text = String(decoding: word, as: UTF8.self)
            self.start = start
            self.end = end
            // FNV-1a; its upper bits are better than its lower ones.
            let hash = word.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01B3
            }
            self.hash = UInt32(truncatingIfNeeded: hash ^ (hash >> 29))
        }
    }

    public let tokens: [Token]

    public init(_ original: String) {
        var words = WordCollector()
        for scalar in original.unicodeScalars {
            words.take(scalar)
        }
        tokens = words.finish()
    }

    /// The words with a space between each two.
    public var text: String {
        var joined = ""
        for (index, token) in tokens.enumerated() {
            if index > 0 { joined.append(" ") }
            joined.append(token.text)
        }
        return joined
    }

    /// The folded form of a text: `FoldedText(text).text`.
    public static func fold(_ text: String) -> String { FoldedText(text).text }
}

/// Cuts a run of scalars into folded words.
private struct WordCollector {
    private var tokens: [FoldedText.Token] = []
    private var word: [UInt8] = []
    private var start = 0
    private var end = 0
    private var position = 0

    init() {
        tokens.reserveCapacity(24)
        word.reserveCapacity(32)
    }

    mutating func take(_ scalar: Unicode.Scalar) {
        switch Folding.of(scalar) {
        case .letter(let byte): append(byte)
        case .scalar(let folded): append(folded)
        case .text(let folded): for part in folded.unicodeScalars { append(part) }
        case .nothing: break
        case .space: endWord()
        case .compatibility: compatibility(scalar)
        }
        position += 1
    }

    mutating func finish() -> [FoldedText.Token] {
        endWord()
        return tokens
    }

    /// A character that is another one in disguise (a ligature, a full-width or presentation form).
    private mutating func compatibility(_ scalar: Unicode.Scalar) {
        for part in Folding.decomposed(scalar) {
            switch Folding.ofDecomposed(part) {
            case .letter(let byte): append(byte)
            case .scalar(let folded): append(folded)
            case .text(let folded): for piece in folded.unicodeScalars { append(piece) }
            case .nothing: break
            case .space, .compatibility: endWord()
            }
        }
    }

    private mutating func append(_ byte: UInt8) {
        begin()
        word.append(byte)
    }

    private mutating func append(_ scalar: Unicode.Scalar) {
        begin()
        word.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    private mutating func begin() {
        if word.isEmpty { start = position }
        end = position + 1
    }

    private mutating func endWord() {
        guard !word.isEmpty else { return }
        tokens.append(FoldedText.Token(word, start: start, end: end))
        word.removeAll(keepingCapacity: true)
    }
}
