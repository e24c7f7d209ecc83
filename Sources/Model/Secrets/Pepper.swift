import Crypto

/// The secret of a chamber that turns telephone numbers into persons (law 9): 32 bytes. Whoever
/// holds it can tell whether a number belongs to a person; without it nobody can.
public struct Pepper: Hashable, Sendable {
    public static let byteCount = 32

    private let bytes: [UInt8]

    /// Takes 64 hexadecimal digits; white space around them is ignored, `nil` for anything else.
    public init?(hex: String) {
        let isSpace: (UInt8) -> Bool = { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        let start = hex.utf8.drop(while: isSpace)
        let digits = Array(start.reversed().drop(while: isSpace).reversed())
        guard digits.count == 2 * Self.byteCount else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = hexValue(digits[index]), let low = hexValue(digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// A new one, from the system's generator of random numbers.
    public static func generate() -> Pepper {
        Pepper(bytes: SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
    }

    /// Its text, for its file: 64 lower-case hexadecimal digits.
    public var hex: String { bytes.hex }

    /// `p` and the first 32 hexadecimal digits of the HMAC-SHA-256 of the E.164 number.
    public func person(_ number: PhoneNumber) -> PersonID { person(e164: number.e164) }

    /// The same for a number that is E.164 already.
    public func person(e164: String) -> PersonID {
        let code = HMAC<SHA256>.authenticationCode(
            for: Array(e164.utf8), using: SymmetricKey(data: bytes))
        return PersonID(digits: code.prefix(16).hex)
    }
}

extension Pepper: CustomStringConvertible, CustomReflectable {
    /// Never its bytes: a secret has no business in a log.
    public var description: String { "Pepper" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
}
