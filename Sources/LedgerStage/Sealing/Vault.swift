import Crypto
import Foundation
import GRDB
import Model

/// The keys of a chamber's ledger, one a person, in a file of their own: `vault-<chamber>.sqlite`.
/// Who loses a key has erased what it sealed; nothing in the ledger changes by it.
///
/// A rollback journal and `secure_delete` rather than a WAL: a destroyed key shall not live on in
/// a log.
public final class Vault: Sendable {
    let queue: DatabaseQueue

    /// Opens the vault for the one stage that writes it.
    /// - Throws: `VaultError.missing` where there is none, `DatabaseError`
    public convenience init(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw VaultError.missing(path: path)
        }
        try self.init(path: path, isReadOnly: false)
        let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") ?? 0 }
        guard version <= Self.version else { throw VaultError.newer(path: path) }
    }

    /// Of its tables, kept as SQLite's `user_version`; vaults of the first releases have none.
    private static let version = 1

    /// Makes an empty vault that only its owner can read (mode 0600).
    /// - Throws: `VaultError.exists`, `DatabaseError`
    public static func create(path: String) throws {
        let isMade =
            !FileManager.default.fileExists(atPath: path)
            && FileManager.default.createFile(
                atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
        guard isMade else { throw VaultError.exists(path: path) }
        try Vault(path: path, isReadOnly: false).queue.write { database in
            try database.execute(sql: schema + "PRAGMA user_version = \(version);")
        }
    }

    /// Opens the vault to read keys only, beside the stage.
    /// - Throws: `DatabaseError`
    public static func reader(path: String) throws -> Vault {
        try Vault(path: path, isReadOnly: true)
    }

    private init(path: String, isReadOnly: Bool) throws {
        var configuration = GRDB.Configuration()
        configuration.readonly = isReadOnly
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
        }
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    private static let schema = """
        CREATE TABLE key (
            id TEXT PRIMARY KEY,
            holder TEXT NOT NULL UNIQUE,
            secret BLOB NOT NULL,
            made_at TEXT NOT NULL
        );
        CREATE TABLE erased (
            id TEXT PRIMARY KEY,
            holder TEXT NOT NULL,
            erased_at TEXT NOT NULL
        );
        """

    func key(holder: String) throws -> VaultKey? {
        try fetch("SELECT id, holder, secret FROM key WHERE holder = ?", holder)
    }

    /// - Throws: `SealError.erased`, `SealError.unknownKey`, `DatabaseError`
    func key(id: String) throws -> VaultKey {
        if let key = try fetch("SELECT id, holder, secret FROM key WHERE id = ?", id) {
            return key
        }
        let isErased = try queue.read { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT 1 FROM erased WHERE id = ?)",
                arguments: [id])
        }
        throw isErased == true ? SealError.erased(keyID: id) : SealError.unknownKey(keyID: id)
    }

    private func fetch(_ sql: String, _ argument: String) throws -> VaultKey? {
        try queue.read { database in
            try Row.fetchOne(
                database.cachedStatement(sql: sql), arguments: [argument]
            ).map { row in
                VaultKey(
                    id: row[0], holder: row[1],
                    secret: SymmetricKey(data: row[2] as Data))
            }
        }
    }

    /// Destroys and adds keys in one transaction, in this order.
    func commit(erase holders: [String], add keys: [VaultKey], at now: Instant) throws {
        try queue.write { database in
            for holder in holders {
                try database.execute(
                    sql: """
                        INSERT OR IGNORE INTO erased SELECT id, holder, ? FROM key
                        WHERE holder = ?
                        """, arguments: [now.rfc3339, holder])
                try database.execute(
                    sql: "DELETE FROM key WHERE holder = ?", arguments: [holder])
            }
            for key in keys {
                try database.execute(
                    sql: "INSERT INTO key (id, holder, secret, made_at) VALUES (?, ?, ?, ?)",
                    arguments: [
                        key.id, key.holder, key.secret.withUnsafeBytes { Data($0) }, now.rfc3339,
                    ])
            }
        }
    }
}

/// A vault that is not there, or that is there already, or of a later release.
public enum VaultError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case exists(path: String)
    case newer(path: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such vault ('maalem chamber create' makes it)"
        case .exists(let path): "\(path): exists already"
        case .newer(let path): "\(path): was written by a newer version; start that one"
        }
    }
}
