import Foundation

/// What one Unicode scalar becomes in a folded text.
enum Folding {
    /// A small ASCII letter or digit.
    case letter(UInt8)
    case scalar(Unicode.Scalar)
    case text(String)
    /// A mark that changes nothing: a diacritic, tatweel, a bidi control.
    case nothing
    /// What parts words: white space, punctuation, symbols.
    case space
    /// Look at its compatibility decomposition (UAX #15, NFKD).
    case compatibility

    static func of(_ scalar: Unicode.Scalar) -> Folding {
        if scalar.isASCII { return ascii(UInt8(truncatingIfNeeded: scalar.value)) }
        switch scalar.value {
        case 0x0600...0x06FF: return arabic(scalar)
        case 0x0300...0x036F: return .nothing
        case 0x00C0...0x024F: return latin(scalar)
        case 0x2010...0x2027, 0x2030...0x205F, 0x00A1, 0x00AB, 0x00BB, 0x00BF: return .space
        default: return other(scalar)
        }
    }

    /// As `of`, for a scalar that came out of a decomposition and has none itself.
    static func ofDecomposed(_ scalar: Unicode.Scalar) -> Folding {
        if case .compatibility = of(scalar) { return plain(scalar) }
        return of(scalar)
    }

    static func decomposed(_ scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let text = String(Character(scalar)).decomposedStringWithCompatibilityMapping
        return Array(text.unicodeScalars)
    }

    private static func ascii(_ byte: UInt8) -> Folding {
        switch byte {
        case 0x61...0x7A, 0x30...0x39: .letter(byte)
        case 0x41...0x5A: .letter(byte | 0x20)
        default: .space
        }
    }

    private static func latin(_ scalar: Unicode.Scalar) -> Folding {
        let value = scalar.value
        if value == 0xD7 || value == 0xF7 { return .space }
        if let text = latinWithoutDecomposition[value] { return .text(text) }
        let base = latinBase[Int(value - 0xC0)]
        return base == 0 ? .compatibility : .letter(base)
    }

    private static func arabic(_ scalar: Unicode.Scalar) -> Folding {
        switch scalar.value {
        case 0x0622, 0x0623, 0x0625, 0x0671...0x0673, 0x0675: .scalar("\u{0627}")
        case 0x0624, 0x0676: .scalar("\u{0648}")
        case 0x0626, 0x0649, 0x06CC, 0x06D2, 0x0678: .scalar("\u{064A}")
        case 0x0629, 0x06C1, 0x06D5, 0x06BE: .scalar("\u{0647}")
        case 0x06A9, 0x06AA, 0x06AF: .scalar("\u{0643}")
        // Three letters for the g and the v that Arabic lacks: ڨ as ق, ڤ as ف, پ as ب.
        case 0x06A8: .scalar("\u{0642}")
        case 0x06A4: .scalar("\u{0641}")
        case 0x067E: .scalar("\u{0628}")
        case 0x0621, 0x0640, 0x0674, 0x0610...0x061A, 0x061C, 0x064B...0x065F, 0x0670,
            0x06D6...0x06ED:
            .nothing
        case 0x0660...0x0669: .letter(UInt8(scalar.value - 0x0660) + 0x30)
        case 0x06F0...0x06F9: .letter(UInt8(scalar.value - 0x06F0) + 0x30)
        case 0x0600...0x060F, 0x061B...0x061F, 0x066A...0x066D, 0x06D4: .space
        default: .scalar(scalar)
        }
    }

    private static func other(_ scalar: Unicode.Scalar) -> Folding {
        switch scalar.value {
        // Soft hyphen, zero-width characters, bidi controls, variation selectors, BOM.
        case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF:
            .nothing
        default: .compatibility
        }
    }

    /// A scalar without table entry or decomposition, by its general category.
    private static func plain(_ scalar: Unicode.Scalar) -> Folding {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return .nothing
        case .spacingMark, .otherLetter, .modifierLetter, .letterNumber: return .scalar(scalar)
        case .decimalNumber:
            guard let value = properties.numericValue else { return .scalar(scalar) }
            return .letter(UInt8(value) + 0x30)
        case .uppercaseLetter, .titlecaseLetter, .lowercaseLetter:
            return .text(properties.lowercaseMapping)
        default: return .space
        }
    }

    private static let latinWithoutDecomposition: [UInt32: String] = [
        0xC6: "ae", 0xE6: "ae", 0x152: "oe", 0x153: "oe", 0xDF: "ss", 0xD8: "o", 0xF8: "o",
        0x110: "d", 0x111: "d", 0x131: "i", 0x141: "l", 0x142: "l", 0xD0: "d", 0xF0: "d",
        0xDE: "th", 0xFE: "th",
    ]

    /// The small ASCII letter under each letter of U+00C0…U+024F; 0 where there is none.
    private static let latinBase: [UInt8] = (UInt32(0xC0)...0x24F).map { value in
        guard let scalar = Unicode.Scalar(value), let base = decomposed(scalar).first, base.isASCII,
            decomposed(scalar).dropFirst().allSatisfy({ (0x300...0x36F).contains($0.value) }),
            case .letter(let byte) = ascii(UInt8(truncatingIfNeeded: base.value))
        else { return 0 }
        return byte
    }
}
