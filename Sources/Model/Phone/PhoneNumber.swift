/// A telephone number that a person may be reached at, read from whatever people write.
///
/// Source of the rules: the Algerian numbering plan as libphonenumber 9.0.43 gives it (region DZ).
public struct PhoneNumber: Hashable, Sendable {
    /// `+213550000001`
    public let e164: String
    public let line: PhoneLine
    /// True where a letter was read as a digit (`O551…`): read it back to the person.
    public let needsConfirmation: Bool

    /// As people in Algeria write it: `0550 00 00 01`, `041 00 00 11`; a foreign number as E.164.
    public var displayed: String {
        guard line != .foreign else { return e164 }
        let digits = "0" + e164.dropFirst(4)
        let head = digits.count == 10 ? 4 : 3
        var groups = [String(digits.prefix(head))]
        var rest = digits.dropFirst(head)
        while !rest.isEmpty {
            groups.append(String(rest.prefix(2)))
            rest = rest.dropFirst(2)
        }
        return groups.joined(separator: " ")
    }

    /// Reads one number. Foreign numbers need their country code; numbers that are never a
    /// person's own (short codes, toll-free, shared cost, premium, VoIP access) are refused.
    public static func read(_ text: String) -> Result<PhoneNumber, PhoneRefusal> {
        switch PhoneText.read(text) {
        case .failure(let refusal): .failure(refusal)
        case .success(let written): classify(written)
        }
    }
}

/// Why a text is no telephone number of a person.
public enum PhoneRefusal: String, Error, Hashable, Sendable, CaseIterable {
    case empty
    /// Letters other than a label or a letter taken for a digit: an address, masked digits.
    case notANumber = "not-a-number"
    case tooShort = "too-short"
    case tooLong = "too-long"
    /// The right length, and a range that nobody was given.
    case notAllocated = "not-allocated"
    /// Emergency and service numbers of two to four digits.
    case shortCode = "short-code"
    /// Toll-free, shared cost, premium rate, VoIP access.
    case serviceNumber = "service-number"
    case severalNumbers = "several-numbers"

    /// One sentence for a person.
    public var sentence: String {
        switch self {
        case .empty: "there are no digits"
        case .notANumber: "this is text, not a telephone number"
        case .tooShort: "digits are missing"
        case .tooLong: "there are too many digits"
        case .notAllocated: "no such range of numbers is in use"
        case .shortCode: "a short code is not a person's number"
        case .serviceNumber: "a service number is not a person's number"
        case .severalNumbers: "there is more than one number: give one"
        }
    }
}

extension PhoneNumber {
    private static func classify(_ written: PhoneText) -> Result<PhoneNumber, PhoneRefusal> {
        let digits = written.digits
        let national: Result<Substring, PhoneRefusal>
        if written.isInternational {
            if !digits.hasPrefix(countryCode) { return foreign(written) }
            national = .success(withoutTrunk(digits.dropFirst(countryCode.count)))
        } else if digits.hasPrefix(countryCode), (11...13).contains(digits.count) {
            national = .success(withoutTrunk(digits.dropFirst(countryCode.count)))
        } else if digits.hasPrefix("0") {
            national = .success(digits.dropFirst())
        } else {
            national = withoutAnyPrefix(digits)
        }
        return national.flatMap { digits in
            NumberingPlan.line(of: digits).map { line in
                PhoneNumber(
                    e164: "+" + countryCode + digits, line: line,
                    needsConfirmation: written.hasLetterDigits)
            }
        }
    }

    private static let countryCode = "213"

    private static func withoutTrunk(_ digits: Substring) -> Substring {
        digits.hasPrefix("0") ? digits.dropFirst() : digits
    }

    /// Without the trunk 0: nine digits of a mobile, eight of a landline, nothing else.
    private static func withoutAnyPrefix(_ digits: Substring) -> Result<Substring, PhoneRefusal> {
        if digits.count <= 4 { return .failure(.shortCode) }
        let isMobile = "567".contains(digits.prefix(1))
        guard isMobile || "1234".contains(digits.prefix(1)) else { return .failure(.notAllocated) }
        let wanted = isMobile ? 9 : 8
        if digits.count < wanted { return .failure(.tooShort) }
        return digits.count > wanted ? .failure(.tooLong) : .success(digits)
    }

    /// E.164 allows 15 digits; no country's numbers are shorter than 7 with their code.
    private static func foreign(_ written: PhoneText) -> Result<PhoneNumber, PhoneRefusal> {
        if written.digits.hasPrefix("0") { return .failure(.notAllocated) }
        if written.digits.count < 7 { return .failure(.tooShort) }
        if written.digits.count > 15 { return .failure(.tooLong) }
        return .success(
            PhoneNumber(
                e164: "+" + written.digits, line: .foreign,
                needsConfirmation: written.hasLetterDigits))
    }
}

/// The ranges of the Algerian plan, by national number (without the trunk 0).
private enum NumberingPlan {
    /// Three leading digits of the mobile ranges in use that begin with 5.
    private static let mobileFives = Set([540...542, 549...549, 550...559, 560...564].joined())

    static func line(of digits: Substring) -> Result<PhoneLine, PhoneRefusal> {
        switch digits.first {
        case "1", "2", "3", "4": return length(digits, 8).map { .landline }
        case "5", "6", "7": break
        case "8", "9": return .failure(.serviceNumber)
        case nil: return .failure(.tooShort)
        default: return .failure(.notAllocated)
        }
        return length(digits, 9).flatMap {
            isMobileInUse(digits) ? .success(.mobile) : .failure(.notAllocated)
        }
    }

    private static func length(_ digits: Substring, _ wanted: Int) -> Result<Void, PhoneRefusal> {
        if digits.count < wanted { return .failure(.tooShort) }
        return digits.count > wanted ? .failure(.tooLong) : .success(())
    }

    private static func isMobileInUse(_ digits: Substring) -> Bool {
        switch digits.first {
        case "5": Int(digits.prefix(3)).map(mobileFives.contains) ?? false
        case "6": true
        default: ["77", "78", "79"].contains(digits.prefix(2))
        }
    }
}
