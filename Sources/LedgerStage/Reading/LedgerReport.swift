/// What a verification found.
public struct LedgerReport: Hashable, Sendable, CustomStringConvertible {
    /// How many entries were found whole, from the first on.
    public let entries: Int64
    /// The hash of the last of them, lower-case hexadecimal; what an outside checkpoint would hold.
    public let headHash: String
    /// The first thing that is wrong; `nil`: the ledger is whole.
    public let failure: LedgerFailure?

    public var isWhole: Bool { failure == nil }

    /// One line for a person.
    public var description: String {
        if let failure { return "\(entries) entries are whole, then: \(failure)" }
        return entries == 0
            ? "no entries yet" : "\(entries) entries, the chain is whole; head \(headHash)"
    }
}

/// The first thing that is wrong in a ledger.
public enum LedgerFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// An entry is missing or was moved.
    case gap(expected: Int64, found: Int64)
    /// The entry does not carry the hash of the one before it.
    case brokenLink(seq: Int64)
    /// A column was altered after the entry was written.
    case altered(seq: Int64)
    /// A column holds no value or one of another kind.
    case malformed(seq: Int64, column: String)
    /// The event stands in the ledger twice.
    case duplicate(seq: Int64, eventID: String)
    /// SQLite cannot read on.
    case unreadable(after: Int64, reason: String)
    /// What refuses changes is gone or was rewritten.
    case trigger(name: String)

    public var description: String {
        switch self {
        case .gap(let expected, let found):
            "seq \(expected): missing (the next entry is seq \(found))"
        case .brokenLink(let seq):
            "seq \(seq): prev_hash is not the hash of the entry before"
        case .altered(let seq): "seq \(seq): hash is not that of the entry"
        case .malformed(let seq, let column): "seq \(seq): \(column) is missing or malformed"
        case .duplicate(let seq, let id): "seq \(seq): event \(id) stands here a second time"
        case .unreadable(let seq, let reason): "after seq \(seq): unreadable: \(reason)"
        case .trigger(let name): "trigger \(name) is missing or altered"
        }
    }
}
