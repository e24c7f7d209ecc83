/// What is left of a written number without labels, separators and marks.
struct PhoneText {
    /// ASCII digits; without `+` or `00` where `isInternational`.
    let digits: Substring
    let isInternational: Bool
    let hasLetterDigits: Bool

    /// The longest text that is looked at, in Unicode scalars.
    static let limit = 100

    static func read(_ text: String) -> Result<PhoneText, PhoneRefusal> {
        guard text.unicodeScalars.count <= limit else { return .failure(.notANumber) }
        let folded = fold(text)
        if isSeveralNumbers(folded) { return .failure(.severalNumbers) }
        return readOne(folded)
    }

    /// Lower case, ASCII digits and signs, one kind of space; bidi marks dropped. For the
    /// characters that occur in numbers this is what NFKC does.
    private static func fold(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x30...0x39, 0x61...0x7A: folded.append(scalar)
            case 0x41...0x5A: folded.append(scalar == "I" ? "l" : lowered(scalar))
            case 0x200B...0x200F, 0x202A...0x202E, 0x2060, 0x2066...0x2069, 0x061C, 0xFEFF: continue
            case 0x2010...0x2015, 0x2212: folded.append("-")
            case 0xFF01...0xFF5E:  // full-width forms of ASCII
                folded.append(lowered(Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar))
            default:
                if scalar.properties.numericType == .decimal,
                    let value = scalar.properties.numericValue,
                    let digit = Unicode.Scalar(0x30 + UInt32(value))
                {
                    folded.append(digit)
                } else {
                    let text =
                        scalar.properties.isWhitespace
                        ? " " : scalar.properties.lowercaseMapping
                    folded.append(contentsOf: text.unicodeScalars)
                }
            }
        }
        return String(folded)
    }

    private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        (0x41...0x5A).contains(scalar.value)
            ? Unicode.Scalar(scalar.value + 0x20) ?? scalar : scalar
    }

    /// Longest first, so that `telephone` is not cut to `ephone`.
    private static let labels = [
        "رقم الهاتف", "téléphone", "telephone", "portable", "whatsapp", "الهاتف", "numéro",
        "numero", "mobile", "phone", "هاتف", "نمرة", "num", "tél", "tel", "mob", "gsm", "fax",
        "fixe", "رقم", "n°", "nº", "№", "no",
    ]

    private static func withoutLabels(_ text: Substring) -> Substring {
        var rest = text
        while true {
            rest = rest.drop { " :.=-".contains($0) }
            guard let first = rest.unicodeScalars.first, !isOfNumber(first),
                let label = labels.first(where: { rest.hasPrefix($0) })
            else { return rest }
            rest = rest.dropFirst(label.count)
        }
    }

    private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar) || scalar == "+" || scalar == "("
    }

    private static func readOne(_ folded: String) -> Result<PhoneText, PhoneRefusal> {
        var digits = ""
        var hasPlus = false
        var hasLetters = false
        for scalar in withoutLabels(Substring(folded)).unicodeScalars {
            switch scalar {
            case "0"..."9": digits.unicodeScalars.append(scalar)
            case "o", "l":
                digits += scalar == "o" ? "0" : "1"
                hasLetters = true
            case "+":
                guard digits.isEmpty, !hasPlus else { return .failure(.notANumber) }
                hasPlus = true
            case " ", ".", "-", "/", "_", "(", ")", "·", "\u{2022}": continue
            default: return .failure(.notANumber)
            }
        }
        if digits.isEmpty { return .failure(.empty) }
        let isInternational = hasPlus || digits.hasPrefix("00")
        return .success(
            PhoneText(
                digits: isInternational && !hasPlus ? digits.dropFirst(2) : digits[...],
                isInternational: isInternational, hasLetterDigits: hasLetters))
    }

    private static let splitters = [
        " wla ", " walla ", " ou ", " et ", " or ", " و ", " ولا ", " أو ", "&", "/", "-", ",", ";",
    ]

    /// True where a separator stands between two full numbers.
    private static func isSeveralNumbers(_ folded: String) -> Bool {
        guard digitCount(folded) >= 2 * shortestFull else { return false }
        return splitters.contains { splitter in
            guard folded.contains(splitter) else { return false }
            let parts = folded.split(separator: splitter)
            return parts.count > 1 && parts.count(where: isFull) > 1
        }
    }

    private static let shortestFull = 8

    private static func isFull(_ part: Substring) -> Bool {
        guard digitCount(part) >= shortestFull, case .success = readOne(String(part)) else {
            return false
        }
        return true
    }

    private static func digitCount(_ text: some StringProtocol) -> Int {
        text.utf8.count { (0x30...0x39).contains($0) }
    }
}
