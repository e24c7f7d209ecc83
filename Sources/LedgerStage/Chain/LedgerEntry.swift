import Crypto

/// One row of the ledger's table `entry` (contract §4), as it is hashed.
public struct LedgerEntry: Hashable, Sendable {
    /// Counts from 1 without gaps.
    public var seq: Int64
    /// 64 hexadecimal digits; unique.
    public var eventID: String
    /// What it answers.
    public var causeID: String
    /// The short type.
    public var type: String
    public var subject: String?
    /// RFC 3339 UTC with milliseconds, both.
    public var occurredAt: String
    public var recordedAt: String
    /// Canonical JSON, `personal` sealed.
    public var payload: String

    public init(
        seq: Int64, eventID: String, causeID: String, type: String, subject: String?,
        occurredAt: String, recordedAt: String, payload: String
    ) {
        self.seq = seq
        self.eventID = eventID
        self.causeID = causeID
        self.type = type
        self.subject = subject
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.payload = payload
    }

    /// SHA-256 of the entry and the hash before it, in the encoding of `docs/ledger.md`.
    public func hash(after previous: [UInt8]) -> [UInt8] {
        var chain = ChainHash()
        chain.add(String(seq))
        for text in [eventID, causeID, type] { chain.add(text) }
        if let subject { chain.add(subject) } else { chain.addNull() }
        for text in [occurredAt, recordedAt, payload] { chain.add(text) }
        previous.withUnsafeBytes { chain.add($0) }
        return chain.finish()
    }
}

/// The hash of one link: SHA-256 over netstrings (`4:text,`; NULL is `-,`).
struct ChainHash {
    /// What stands before the first entry: 32 zero bytes.
    static let origin = [UInt8](repeating: 0, count: 32)

    private var sha = SHA256()

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add(UnsafeRawBufferPointer($0)) }
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var digits = (UInt64(0), UInt64(0), UInt64(0))
        withUnsafeMutableBytes(of: &digits) { room in
            let start = decimal(bytes.count, into: room)
            sha.update(bufferPointer: UnsafeRawBufferPointer(rebasing: room[start...]))
        }
        sha.update(bufferPointer: bytes)
        close()
    }

    mutating func addNull() {
        sha.update(data: [UInt8(ascii: "-")])
        close()
    }

    func finish() -> [UInt8] { Array(sha.finalize()) }

    private mutating func close() {
        withUnsafeBytes(of: UInt8(ascii: ",")) { sha.update(bufferPointer: $0) }
    }

    /// Writes the digits and a colon at the end of the room; returns where they start.
    private func decimal(_ number: Int, into room: UnsafeMutableRawBufferPointer) -> Int {
        var position = room.count - 1
        room[position] = UInt8(ascii: ":")
        var rest = number
        repeat {
            position -= 1
            room[position] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        return position
    }
}
