import Foundation
import GRDB
import Model

/// Reads a notifier's file while the notifier writes it. Never opened in the notifier's own
/// process.
public struct NotifierReader: Sendable {
    /// A message that has not left.
    public struct Pending: Hashable, Sendable {
        public let id: String
        public let purpose: String
        public let requestID: String?
        /// `waiting`, `resting`, `ready`, `attempting` or `uncertain`.
        public let state: String
        /// After this it is not sent any more.
        public let deadline: Instant
    }

    private let database: DatabaseQueue

    /// - Parameter path: `<data>/notifier-31.sqlite`
    /// - Throws: `DatabaseError`
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// What has not left, or perhaps has, oldest first. - Throws: `DatabaseError`
    public func pending() throws -> [Pending] {
        try database.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, purpose, request_id, state, deadline FROM notification
                    WHERE state IN ('waiting', 'resting', 'ready', 'attempting', 'uncertain')
                    ORDER BY created_at, id
                    """
            ).map { row in
                Pending(
                    id: row[0], purpose: row[1], requestID: row[2], state: row[3],
                    deadline: Instant(milliseconds: row[4]))
            }
        }
    }
}
