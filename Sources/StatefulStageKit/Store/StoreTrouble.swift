import GRDB

/// Trouble with the file or the disk rather than with what was asked: it passes, or an operator
/// makes it pass; meanwhile nothing is lost (law 5).
public struct StoreTrouble: Error, Hashable, Sendable, CustomStringConvertible {
    public let text: String

    private static let codes: [ResultCode] = [
        .SQLITE_FULL, .SQLITE_IOERR, .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY,
        .SQLITE_CANTOPEN, .SQLITE_NOMEM, .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_PERM,
        .SQLITE_PROTOCOL, .SQLITE_INTERRUPT, .SQLITE_ABORT,
    ]

    /// `nil` for an error of another kind.
    public init?(_ error: any Error) {
        guard let error = error as? DatabaseError,
            Self.codes.contains(error.resultCode.primaryResultCode)
        else { return nil }
        let code = error.extendedResultCode.rawValue
        text = "the store: \(error.message ?? "no text") (SQLite \(code))"
    }

    public var description: String { text }
}
