import Foundation
import GRDB

/// What waits in a stage's outbox, read beside its writer by another process.
public enum OutboxFile {
    /// Messages of one exchange and key.
    public struct Waiting: Hashable, Sendable {
        public let exchange: String
        public let routingKey: String
        public let count: Int
    }

    /// - Parameter path: `<data>/matcher-31.sqlite`
    /// - Throws: `StageDatabaseError.missing`, `DatabaseError`
    public static func waiting(_ path: String) throws -> [Waiting] {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StageDatabaseError.missing(path: path)
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        return try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT exchange, routing_key, count(*) FROM kit_outbox
                    GROUP BY exchange, routing_key
                    """
            ).map { Waiting(exchange: $0[0], routingKey: $0[1], count: $0[2]) }
        }
    }
}
