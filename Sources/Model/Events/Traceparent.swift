/// W3C Trace Context, `00-<trace-id>-<parent-id>-<flags>` (w3.org/TR/trace-context).
public struct Traceparent: Hashable, Sendable {
    /// 32 lower-case hexadecimal digits, not all zero.
    public let traceID: String
    /// 16 lower-case hexadecimal digits, not all zero.
    public let parentID: String
    /// Two hexadecimal digits; `01`: sampled.
    public let flags: String

    /// Reads the text form; `nil` where it is not one.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "00",
            isHex(parts[1], count: 32), isHex(parts[2], count: 16), isHex(parts[3], count: 2),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" })
        else { return nil }
        traceID = parts[1]
        parentID = parts[2]
        flags = parts[3]
    }

    private init(traceID: String, parentID: String, flags: String) {
        self.traceID = traceID
        self.parentID = parentID
        self.flags = flags
    }

    /// A trace that starts with an input, for channels that send none.
    public init(startingAt id: EventID) {
        self.init(
            traceID: String(id.hex.prefix(32)), parentID: String(id.hex.suffix(16)), flags: "01")
    }

    /// The same trace, seen from an event it caused.
    public func child(_ id: EventID) -> Traceparent {
        Traceparent(traceID: traceID, parentID: String(id.hex.prefix(16)), flags: flags)
    }

    public var text: String { "00-\(traceID)-\(parentID)-\(flags)" }
}

private func isHex(_ text: String, count: Int) -> Bool {
    text.utf8.count == count
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
