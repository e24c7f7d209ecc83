import Foundation
import GRDB
import GRDBSQLite
import Glibc
import Model
import StageKit

/// Why a stage's file cannot be used: all of these are matters of configuration (exit 78).
public enum StageDatabaseError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No such file; only `maalem chamber create` makes one (law 11).
    case missing(path: String)
    case exists(path: String)
    /// The file belongs to another stage or chamber.
    case foreign(path: String, owner: String, expected: String)
    /// A newer version of the stage wrote it: it holds schema changes that this one does not know.
    case newer(path: String, unknown: [String])

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file ('maalem chamber create' makes it)"
        case .exists(let path): "\(path): exists already"
        case .foreign(let path, let owner, let expected):
            "\(path): belongs to \(owner), not to \(expected)"
        case .newer(let path, let unknown):
            "\(path): was written by a newer version (it has "
                + unknown.map { "'\($0)'" }.joined(separator: ", ")
                + "); start that version, or restore the backup made before the upgrade"
        }
    }
}

/// The SQLite file of one stage and chamber: WAL, durable at each commit, readable by others at
/// any time.
public struct StageDatabase: Sendable {
    public let path: String
    public let queue: DatabaseQueue

    /// Whose file it is: `matcher-31`.
    public static func owner(stage: String, chamber: ChamberCode) -> String {
        "\(stage)-\(chamber.text)"
    }

    /// Opens the file and brings its tables up to date. The caller holds the lock.
    /// - Parameter owner: `matcher-31`
    /// - Throws: `StageDatabaseError`, `DatabaseError`
    public static func open<Store: StageStore>(
        _ path: String, owner: String, _ store: Store.Type
    ) throws -> StageDatabase {
        guard FileManager.default.fileExists(atPath: path) else {
            throw StageDatabaseError.missing(path: path)
        }
        let database = try StageDatabase(path: path)
        try database.claim(owner: owner, migrator(store))
        return database
    }

    /// Makes the file, for `maalem chamber create`.
    /// - Throws: `StageDatabaseError`, `DatabaseError`
    public static func create<Store: StageStore>(
        _ path: String, owner: String, _ store: Store.Type
    ) throws {
        let flags = O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC
        let file = Glibc.open(path, flags, 0o644)
        guard file >= 0 else {
            guard errno == EEXIST else { throw DatabaseError(resultCode: .SQLITE_CANTOPEN) }
            throw StageDatabaseError.exists(path: path)
        }
        close(file)
        let database = try StageDatabase(path: path)
        try database.claim(owner: owner, migrator(store))
        try database.queue.close()
    }

    static func migrator<Store: StageStore>(_: Store.Type) -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        KitTables.register(in: &migrator)
        Store.registerMigrations(&migrator)
        return migrator
    }

    private init(path: String) throws {
        self.path = path
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.foreignKeysEnabled = true
        configuration.busyMode = .timeout(10)
        configuration.label = "maalem.store"
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.writeWithoutTransaction { database in
            // GRDB has set NORMAL, which may lose the last commits with the power.
            try database.execute(sql: "PRAGMA synchronous = FULL")
            try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            // Keeps the WAL's files after a clean close: a reader without the right to write in
            // the folder could not make them.
            var persists: CInt = 1
            sqlite3_file_control(
                database.sqliteConnection, nil, SQLITE_FCNTL_PERSIST_WAL, &persists)
        }
    }

    private func claim(owner: String, _ migrator: DatabaseMigrator) throws {
        let known = Set(migrator.migrations)
        let unknown = try queue.read(migrator.appliedIdentifiers).subtracting(known).sorted()
        guard unknown.isEmpty else {
            throw StageDatabaseError.newer(path: path, unknown: unknown)
        }
        try migrator.migrate(queue)
        let found = try queue.write { database in
            try database.execute(
                sql: "INSERT INTO kit_meta(name, value) VALUES('owner', ?) ON CONFLICT DO NOTHING",
                arguments: [owner])
            return try String.fetchOne(
                database, sql: "SELECT value FROM kit_meta WHERE name = 'owner'") ?? ""
        }
        guard found == owner else {
            throw StageDatabaseError.foreign(path: path, owner: found, expected: owner)
        }
    }
}
