import GRDB
import Model

/// Something that needs a human.
struct Case: Codable, Hashable, Sendable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "case_file"

    var id: String
    var kind: CaseKind
    var about: String
    var request: String?
    var offer: String?
    var owner: String?
    var outcome: String?
    /// Milliseconds since 1970, all three.
    var openedAt: Int64
    var deadline: Int64
    var closedAt: Int64?

    enum CodingKeys: String, CodingKey {
        case id, kind, about, request, offer, owner, outcome, deadline
        case openedAt = "opened_at"
        case closedAt = "closed_at"
    }
}

extension MatcherStore {
    func caseFile(_ id: String) throws -> Case? {
        try Case.fetchOne(
            database.cachedStatement(sql: "SELECT * FROM case_file WHERE id = ?"), arguments: [id])
    }

    /// The open cases of a request, oldest first.
    func openCases(of request: String) throws -> [Case] {
        try Case.fetchAll(
            database.cachedStatement(
                sql: """
                    SELECT * FROM case_file WHERE request = ? AND closed_at IS NULL
                    ORDER BY opened_at, id
                    """),
            arguments: [request])
    }

    func insert(_ file: Case) throws { try file.insert(database) }

    func save(_ file: Case) throws { try file.update(database) }
}
