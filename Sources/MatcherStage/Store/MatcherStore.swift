import GRDB
import Model
import StatefulStageKit

/// The matcher's tables inside the runner's transaction. What concerns one idea stands in an
/// extension beside that idea.
public struct MatcherStore: StageStore {
    let database: Database

    public init(_ database: Database) { self.database = database }

    public static func registerMigrations(_ migrator: inout DatabaseMigrator) {
        Schema.register(&migrator)
    }
}

/// A table holds what the matcher never writes: the file was changed by somebody else.
struct CorruptStore: Error, Hashable, CustomStringConvertible {
    let table: String
    let key: String
    var description: String { "table \(table), \(key): not a value of the matcher" }
}

/// How far the matcher is: one row.
struct Progress: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "progress"

    private var id = 1
    /// The number of the last input applied.
    var position: Int64 = 0
    /// The time of the last transaction.
    var lastNow: Int64?
    /// The last span in which clocks should have rung and none did: the matcher was away.
    var awayFrom: Int64?
    var awayUntil: Int64?
    /// The hash of the rules that hold.
    var config: String?

    init() {}

    enum CodingKeys: String, CodingKey {
        case id, position, config
        case lastNow = "last_now"
        case awayFrom = "away_from"
        case awayUntil = "away_until"
    }
}

extension MatcherStore {
    func progress() throws -> Progress { try Progress.fetchOne(database) ?? Progress() }

    func save(_ progress: Progress) throws { try progress.upsert(database) }
}
