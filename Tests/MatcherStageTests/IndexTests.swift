import GRDB
import Synchronization
import Testing

@testable import MatcherStage

/// Ten thousand requests in hand cost a look into an index each, not a walk through a table.
@Suite struct IndexTests {
    private final class Heard: Sendable {
        let statements = Mutex<Set<String>>([])
    }

    @Test func noStatementOfADayWalksThroughATable() throws {
        let desk = try Desk()
        let heard = Heard()
        desk.database.writeWithoutTransaction { database in
            database.trace { event in
                if case .statement(let statement) = event {
                    _ = heard.statements.withLock { $0.insert(statement.sql) }
                }
            }
        }
        var life = CityLife(desk, seed: 21)
        try life.live(300)
        let now = desk.now
        let levels = try desk.database.read { try MatcherStage.levels(MatcherStore($0), at: now) }
        #expect(levels.contains { $0.value > 0 })
        desk.database.writeWithoutTransaction { $0.trace(nil) }
        let statements = heard.statements.withLock { $0 }.filter { sql in
            ["SELECT", "UPDATE", "DELETE"].contains { sql.hasPrefix($0) }
                && !Self.restart.contains { sql.contains($0) }
        }
        #expect(statements.count > 15)
        for sql in statements.sorted() {
            let plan = try desk.database.read { database in
                let blanks = sql.filter { $0 == "?" }.map { _ in DatabaseValue.null }
                return try Row.fetchAll(
                    database, sql: "EXPLAIN QUERY PLAN \(sql)",
                    arguments: StatementArguments(blanks)
                ).map { $0["detail"] as String }
            }
            let walks = plan.filter { $0.hasPrefix("SCAN") && !$0.contains("USING") }
            #expect(walks.isEmpty, "\(sql): \(walks)")
        }
    }

    /// What is read whole when a process starts, and the table of one row.
    private static let restart = [
        "FROM \"artisan\"", "FROM \"turn\"", "FROM \"progress\"", "WHERE in_hand = 1",
        "SELECT register_number, id FROM offer",
    ]
}
