/// A value that is a checked text: compares, codes and prints as its text.
public protocol TextIdentifier: Hashable, Sendable, Codable, CustomStringConvertible {
    var text: String { get }
    /// `nil` where the text does not have the form.
    init?(_ text: String)
}

extension TextIdentifier {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let value = Self(text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not a \(Self.self): \(text)")
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public var description: String { text }
}

/// The chamber of one wilaya: two digits. `31` is Oran, `99` a sandbox.
public struct ChamberCode: TextIdentifier, Comparable {
    public let text: String

    public init?(_ text: String) {
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        self.text = text
    }

    /// Where what could not be read is filed.
    public static let unreadable = ChamberCode("00")!

    public static func < (left: ChamberCode, right: ChamberCode) -> Bool { left.text < right.text }
}

/// The id of a trade in `config/trades.yaml`: `plombier`.
public struct TradeID: TextIdentifier, Comparable {
    public let text: String

    public init?(_ text: String) {
        guard isSlug(text) else { return nil }
        self.text = text
    }

    public static func < (left: TradeID, right: TradeID) -> Bool { left.text < right.text }
}

/// The id of a quartier in a chamber's `quartiers.yaml`: `maraval`.
public struct QuartierID: TextIdentifier, Comparable {
    public let text: String

    public init?(_ text: String) {
        guard isSlug(text) else { return nil }
        self.text = text
    }

    public static func < (left: QuartierID, right: QuartierID) -> Bool { left.text < right.text }
}

/// A person as everything but `personal` knows them: `p` and 32 hex digits of an HMAC-SHA-256 of
/// the E.164 number under the chamber's pepper (law 9).
public struct PersonID: TextIdentifier, Comparable {
    public let text: String

    public init?(_ text: String) {
        guard text.utf8.count == 33, text.utf8.first == UInt8(ascii: "p"),
            text.utf8.dropFirst().allSatisfy({
                (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
            })
        else { return nil }
        self.text = text
    }

    /// From 32 lower-case hexadecimal digits.
    init(digits: String) { text = "p" + digits }

    public static func < (left: PersonID, right: PersonID) -> Bool { left.text < right.text }
}

/// An artisan's number in the register of crafts and trades: opaque text, unique in a chamber.
public struct RegisterNumber: TextIdentifier, Comparable {
    public let text: String

    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 64,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        self.text = text
    }

    public static func < (left: RegisterNumber, right: RegisterNumber) -> Bool {
        left.text < right.text
    }
}

/// Lower-case ASCII letters, digits and inner hyphens.
private func isSlug(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 64 && !text.hasPrefix("-") && !text.hasSuffix("-")
        && text.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D
        }
}
