import Crypto

/// The identity of an event: 64 lower-case hexadecimal digits of a SHA-256.
///
/// Ids are derived, never drawn: a redelivered cause yields the same ids, so every store can tell
/// what it has seen (design, law 2).
public struct EventID: Hashable, Sendable, Codable, CustomStringConvertible {
    public let hex: String

    /// Takes 64 lower-case hexadecimal digits; `nil` for anything else.
    public init?(hex: String) {
        guard hex.utf8.count == 64,
            hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        self.hex = hex
    }

    private init(digest: SHA256.Digest) { hex = digest.hex }

    /// The id of an input with the CloudEvents identity (source, id): SHA-256 of both netstrings
    /// (contract §1).
    public init(source: String, id: String) {
        self.init(netstrings: [source, id])
    }

    /// The id of an input without an identity: SHA-256 of its body (contract §1).
    public init(body: [UInt8]) {
        self.init(digest: SHA256.hash(data: body))
    }

    /// The id of what is said because of a cause.
    /// - Parameters:
    ///   - type: the short type of what is said
    ///   - discriminator: tells apart several events of one type and cause: an ordinal, or a name
    ///     that the speaker chose
    public init(cause: EventID, type: String, discriminator: String) {
        self.init(netstrings: [cause.hex, type, discriminator])
    }

    /// SHA-256 of the netstrings of the parts; for ids that have no event as their cause.
    public init(netstrings parts: [String]) {
        var hash = SHA256()
        for part in parts {
            hash.update(data: Array("\(part.utf8.count):\(part),".utf8))
        }
        self.init(digest: hash.finalize())
    }

    /// The subject name of a thing born of this event: a letter and the first 16 hex digits
    /// (`r` for a request, contract §1).
    public func subject(_ letter: Character) -> String { "\(letter)\(hex.prefix(16))" }

    public var description: String { hex }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = EventID(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not 64 lower-case hexadecimal digits")
        }
        self = id
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension Sequence<UInt8> {
    /// Lower-case hexadecimal digits, two a byte.
    public var hex: String {
        let digits = Array("0123456789abcdef".utf8)
        var out: [UInt8] = []
        out.reserveCapacity(2 * underestimatedCount)
        for byte in self {
            out.append(digits[Int(byte >> 4)])
            out.append(digits[Int(byte & 15)])
        }
        return String(decoding: out, as: UTF8.self)
    }
}
