import GRDB
import Model

/// An artisan as a row; jobs in hand and open offers are counted from their own tables.
private struct ArtisanRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "artisan"

    var registerNumber: RegisterNumber
    var profile: Artisan.Profile
    var convention: Convention?
    var presence: Artisan.Presence?

    enum CodingKeys: String, CodingKey {
        case profile, convention, presence
        case registerNumber = "register_number"
    }
}

private struct TurnRow: Codable, FetchableRecord, PersistableRecord {
    static let databaseTableName = "turn"

    var registerNumber: RegisterNumber
    var trade: TradeID
    var count: Int
    var last: Int64?

    enum CodingKeys: String, CodingKey {
        case trade, count, last
        case registerNumber = "register_number"
    }
}

extension MatcherStore {
    func save(_ artisan: Artisan) throws {
        try ArtisanRow(
            registerNumber: artisan.number, profile: artisan.profile,
            convention: artisan.convention, presence: artisan.presence
        ).upsert(database)
    }

    func save(_ turns: Artisan.Turns, of number: RegisterNumber, in trade: TradeID) throws {
        try TurnRow(registerNumber: number, trade: trade, count: turns.count, last: turns.last)
            .upsert(database)
    }

    /// The whole roster, rebuilt from the tables.
    func roster() throws -> Roster {
        var artisans: [RegisterNumber: Artisan] = [:]
        for row in try ArtisanRow.fetchAll(database) {
            var artisan = Artisan(row.profile)
            artisan.convention = row.convention
            artisan.presence = row.presence
            artisans[row.registerNumber] = artisan
        }
        for row in try TurnRow.fetchAll(database) {
            artisans[row.registerNumber]?.turns[row.trade] =
                Artisan.Turns(count: row.count, last: row.last)
        }
        let open = try Row.fetchAll(
            database, sql: "SELECT register_number, id FROM offer WHERE outcome = 'open'")
        for row in open {
            guard let number = RegisterNumber(row[0]) else { continue }
            artisans[number]?.openOffer = row[1]
        }
        let busy = try Row.fetchAll(
            database,
            sql: """
                SELECT assigned_to, count(*) FROM request WHERE in_hand = 1 GROUP BY assigned_to
                """)
        for row in busy {
            guard let number = RegisterNumber(row[0]) else { continue }
            artisans[number]?.inHand = row[1]
        }
        var roster = Roster()
        for artisan in artisans.values { roster.put(artisan) }
        return roster
    }
}
