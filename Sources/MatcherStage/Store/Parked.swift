// An event about a subject that is not known yet waits, bounded in time (design, "Who knows what").
import Foundation
import GRDB
import Model

/// What a parked event waits for.
enum ParkedSubject {
    case artisan(RegisterNumber)
    case request(String)

    var text: String {
        switch self {
        case .artisan(let number): "artisan:\(number)"
        case .request(let id): "request:\(id)"
        }
    }

    /// The thing's own name.
    var about: String {
        switch self {
        case .artisan(let number): number.text
        case .request(let id): id
        }
    }
}

extension MatcherStore {
    func park(_ event: Event, for subject: ParkedSubject, position: Int64) throws {
        try database.cachedStatement(
            sql: "INSERT INTO parked(id, subject, position, event) VALUES (?, ?, ?, ?)"
        ).execute(arguments: [event.id.hex, subject.text, position, Data(event.body)])
    }

    /// Takes out one parked event.
    func unpark(_ id: String) throws -> Event? {
        let body = try Data.fetchOne(
            database, sql: "SELECT event FROM parked WHERE id = ?", arguments: [id])
        try database.execute(sql: "DELETE FROM parked WHERE id = ?", arguments: [id])
        return try body.map { try Event(body: Array($0)) }
    }

    /// The ids of what waits for a subject, in the order in which it came.
    func parked(for subject: ParkedSubject) throws -> [String] {
        try String.fetchAll(
            database.cachedStatement(
                sql: "SELECT id FROM parked WHERE subject = ? ORDER BY position"),
            arguments: [subject.text])
    }
}
