/// Text of people and machines made safe for a terminal: control characters and bidirectional
/// controls are written as escapes, and text with right-to-left letters is isolated (U+2068 …
/// U+2069), so that an Arabic word neither moves its neighbours nor hides anything.
public struct TerminalText: Hashable, Sendable {
    /// With escapes, without isolates.
    public let visible: String
    /// How many columns of a terminal it takes.
    public let width: Int
    private let isRightToLeft: Bool

    public init(_ raw: String) {
        var visible = ""
        var width = 0
        var isRightToLeft = false
        for scalar in raw.unicodeScalars {
            if Self.isDangerous(scalar) {
                let escape = "\\u{\(String(scalar.value, radix: 16))}"
                visible += escape
                width += escape.count
            } else {
                visible.unicodeScalars.append(scalar)
                width += Self.columns(scalar)
                isRightToLeft = isRightToLeft || Self.isRightToLeft(scalar)
            }
        }
        self.visible = visible
        self.width = width
        self.isRightToLeft = isRightToLeft
    }

    /// What is printed.
    public var printed: String { isRightToLeft ? "\u{2068}\(visible)\u{2069}" : visible }

    /// The same in at most `limit` columns, with an ellipsis where something is left out.
    public func cut(to limit: Int) -> TerminalText {
        guard width > limit, limit > 0 else { return self }
        var kept = ""
        var used = 0
        for character in visible {
            let columns = character.unicodeScalars.reduce(0) { $0 + Self.columns($1) }
            if used + columns > limit - 1 { break }
            kept.append(character)
            used += columns
        }
        return TerminalText(kept + "…")
    }

    private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F..<0xA0: true
        case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    private static func columns(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: 0
        default: scalar.properties.isEmojiPresentation || isWide(scalar) ? 2 : 1
        }
    }

    private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            true
        default: false
        }
    }

    /// Hebrew, Arabic, Syriac and their presentation forms.
    private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF,
            0x1E800...0x1EFFF:
            true
        default: false
        }
    }
}

extension String {
    /// Safe to print in the middle of a line.
    public var terminalSafe: String { TerminalText(self).printed }
}
