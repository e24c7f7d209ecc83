import Foundation
import GRDB
import Model

/// Reads a matcher's file while the matcher writes it. Never opened in the matcher's own process:
/// closing it there would drop the writer's locks.
public struct MatcherReader: Sendable {
    private let database: DatabaseQueue

    /// - Parameter path: `<data>/matcher-31.sqlite`
    /// - Throws: `DatabaseError` where there is no such file or it cannot be read.
    public init(path: String) throws {
        // A GRDB configuration; the room of that name is not imported here.
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        database = try DatabaseQueue(path: path, configuration: configuration)
    }

    /// Why an offer was made; `nil` where the matcher made none of this id.
    /// - Throws: `DatabaseError`; `JSONError`, `DecodingError` where the file was tampered with.
    public func why(_ offerId: String) throws -> WhyOffer? {
        let row = try database.read { database in
            try Row.fetchOne(
                database, sql: "SELECT made, decided FROM decision WHERE offer = ?",
                arguments: [offerId])
        }
        guard let row else { return nil }
        let made: Data = row[0]
        let decided: Data = row[1]
        return WhyOffer(
            made: try JSONReader.read(Array(made)).decode(),
            order: try JSONReader.read(Array(decided)).decode())
    }

    /// The offers made for a request, in their order.
    public func offers(of requestId: String) throws -> [String] {
        try database.read { database in
            try String.fetchAll(
                database, sql: "SELECT id FROM offer WHERE request = ? ORDER BY wave",
                arguments: [requestId])
        }
    }

    /// How many inputs the matcher has applied.
    public func position() throws -> Int64 {
        try database.read { try Int64.fetchOne($0, sql: "SELECT position FROM progress") ?? 0 }
    }
}
