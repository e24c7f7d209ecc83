import GRDB
import Model

/// An input or event that came more than once.
public struct Repeated: Hashable, Sendable {
    /// The input where intake says the event because of one, else the event itself.
    public let id: String
    public let isInput: Bool
    public let type: String
    /// Same id, same content: how often it came again. Same id, other content: how many others.
    public let count: Int
}

extension LedgerReader {
    /// Events whose id came again with the same content: a channel sent the same input twice, or a
    /// stage that was killed said the same twice. Changes nothing; counted since the ledger
    /// keeps count of it. - Throws: `DatabaseError`
    public func duplicates() throws -> [Repeated] {
        try repeated(
            """
            SELECT iif(is_input, cause_id, event_id), is_input, type, count FROM (
                SELECT entry.cause_id, entry.event_id, entry.type, repeat.count,
                    entry.payload ->> '$.source' = 'stage/intake' AS is_input
                FROM kit_repeat AS repeat
                JOIN entry ON entry.event_id = lower(hex(repeat.event_id)))
            ORDER BY 4 DESC, 1
            """)
    }

    /// Ids that came again with another content: the first stands. Also inputs that intake has
    /// answered in two ways, taken once and refused once. - Throws: `DatabaseError`
    public func conflicts() throws -> [Repeated] {
        try repeated(
            """
            SELECT iif(is_input, input, cause_id), is_input, type, count(*) FROM (
                SELECT conflict.cause_id, first.cause_id AS input,
                    conflict.payload ->> '$.data.type' AS type,
                    coalesce(first.payload ->> '$.source' = 'stage/intake', 0) AS is_input
                FROM entry AS conflict
                LEFT JOIN entry AS first ON first.event_id = conflict.cause_id
                WHERE conflict.type = 'conflict.recorded')
            GROUP BY 1, 2, 3
            UNION ALL
            SELECT cause_id, 1, group_concat(type, ' '), count(*) - 1 FROM entry
            WHERE payload ->> '$.source' = 'stage/intake' AND type <> 'dead.recorded'
            GROUP BY cause_id HAVING count(*) > 1
            ORDER BY 1
            """)
    }

    private func repeated(_ sql: String) throws -> [Repeated] {
        try queue.read { database in
            // A file of an earlier version, whose ledger has not run since, keeps no count.
            guard try database.tableExists("kit_repeat") else { return [] }
            return try Row.fetchAll(database, sql: sql).map {
                Repeated(id: $0[0], isInput: $0[1], type: $0[2] ?? "", count: $0[3])
            }
        }
    }
}
