import Foundation
import GRDB
import Model

/// A copy of a store that is not one.
public enum StoreCopyError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case exists(path: String)
    case damaged(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file"
        case .exists(let path): "\(path): exists already"
        case .damaged(let path, let reason): "\(path): damaged: \(reason)"
        }
    }
}

/// Copies a SQLite file while its stage writes it, and looks at copies. Never called in the
/// stage's own process: closing the file there would drop the writer's locks.
public enum StoreCopy {
    /// What a store's file says of itself.
    public struct Facts: Hashable, Sendable {
        /// `matcher-31`; `nil` for a file that no runner keeps, such as a vault.
        public let owner: String?
        /// Events that were decided and not yet published.
        public let outboxRows: Int
    }

    /// Copies the state of one moment, by SQLite's online backup, into a single file with no log
    /// beside it. The writer is not held up.
    /// - Throws: `StoreCopyError`, `DatabaseError`
    public static func take(from source: String, to target: String) throws {
        let manager = FileManager.default
        guard let attributes = try? manager.attributesOfItem(atPath: source) else {
            throw StoreCopyError.missing(path: source)
        }
        guard
            !manager.fileExists(atPath: target),
            manager.createFile(
                atPath: target, contents: nil,
                attributes: [.posixPermissions: attributes[.posixPermissions] ?? 0o600])
        else { throw StoreCopyError.exists(path: target) }
        let original = try reader(source)
        let copy = try DatabaseQueue(path: target)
        try original.backup(to: copy)
        try copy.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA journal_mode = DELETE")
        }
        try original.close()
        try copy.close()
    }

    /// Reads every page of a file that nobody writes.
    /// - Throws: `StoreCopyError.damaged`, `.missing`
    public static func check(_ path: String) throws -> Facts {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StoreCopyError.missing(path: path)
        }
        do {
            let queue = try reader(path)
            let answer: String? = try queue.read { database in
                try String.fetchOne(database, sql: "PRAGMA integrity_check(1)")
            }
            guard answer == "ok" else {
                throw StoreCopyError.damaged(path: path, reason: answer ?? "SQLite says nothing")
            }
            return try queue.read(facts)
        } catch let error as DatabaseError {
            throw StoreCopyError.damaged(
                path: path, reason: error.message ?? "\(error.resultCode)")
        }
    }

    /// Schema changes in a file that this version does not know: its stage would refuse it.
    /// - Throws: `DatabaseError`
    public static func unknownChanges<Store: StageStore>(
        _ path: String, _ store: Store.Type
    ) throws -> [String] {
        let migrator = StageDatabase.migrator(store)
        let applied = try reader(path).read(migrator.appliedIdentifiers)
        return applied.subtracting(migrator.migrations).sorted()
    }

    private static func facts(_ database: Database) throws -> Facts {
        guard try database.tableExists("kit_meta") else { return Facts(owner: nil, outboxRows: 0) }
        let owner = try String.fetchOne(
            database, sql: "SELECT value FROM kit_meta WHERE name = 'owner'")
        return Facts(owner: owner, outboxRows: try KitTables.outboxCount(database))
    }

    private static func reader(_ path: String) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}
