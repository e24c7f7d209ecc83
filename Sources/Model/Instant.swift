/// A point in time: whole milliseconds since 1970-01-01T00:00:00Z, leap seconds ignored.
///
/// Events and stores carry time as RFC 3339 UTC with milliseconds (contract §4).
public struct Instant: Hashable, Comparable, Sendable {
    /// Milliseconds since the Unix epoch; negative before it.
    public let milliseconds: Int64

    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    public static func < (left: Instant, right: Instant) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// This instant moved by a number of milliseconds (negative: earlier).
    public func advanced(milliseconds delta: Int64) -> Instant {
        Instant(milliseconds: milliseconds + delta)
    }

    /// This instant moved by a number of seconds (negative: earlier).
    public func advanced(seconds: Int) -> Instant {
        advanced(milliseconds: Int64(seconds) * 1000)
    }
}

extension Instant: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let instant = Instant(rfc3339: text) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "not an RFC 3339 time with a zone: \(text)")
        }
        self = instant
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rfc3339)
    }
}

extension Instant: CustomStringConvertible {
    public var description: String { rfc3339 }
}
