import Foundation
import GRDB

/// A stage's file as an inspector sees it, beside its writer or at rest.
public struct StoreInspection: Hashable, Sendable {
    /// What SQLite's own check found; empty: the file is whole.
    public let damage: [String]
    /// Events that the store knows.
    public let known: Int
    /// Rows that wait to be published.
    public let waiting: Int
    /// Dead letters that could not be handled themselves.
    public let buried: Int
    /// Other contents under known ids.
    public let conflicts: Int

    /// - Throws: `DatabaseError`
    public init(path: String) throws {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        self = try queue.read { database in
            func count(_ table: String) throws -> Int {
                try Int.fetchOne(database, sql: "SELECT count(*) FROM \(table)") ?? 0
            }
            let said = try String.fetchAll(database, sql: "PRAGMA integrity_check")
            return StoreInspection(
                damage: said.filter { $0 != "ok" }, known: try count("kit_inbox"),
                waiting: try count("kit_outbox"), buried: try count("kit_buried"),
                conflicts: try count("kit_conflict"))
        }
    }

    private init(damage: [String], known: Int, waiting: Int, buried: Int, conflicts: Int) {
        self.damage = damage
        self.known = known
        self.waiting = waiting
        self.buried = buried
        self.conflicts = conflicts
    }
}
