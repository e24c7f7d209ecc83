import GRDB
import Model
import StageKit
import StatefulStageKit

/// Adds amounts per subject and rings a clock a second after each odd one.
struct ToyStage: StatefulStage {
    struct Failure: Error {}

    struct Store: StageStore {
        let database: Database

        init(_ database: Database) { self.database = database }

        static func registerMigrations(_ migrator: inout DatabaseMigrator) {
            migrator.registerMigration("toy-1") { database in
                try database.execute(
                    sql: """
                        CREATE TABLE toy(subject TEXT PRIMARY KEY, total INTEGER NOT NULL);
                        CREATE TABLE toy_clock(
                            cause TEXT PRIMARY KEY, due INTEGER NOT NULL, total INTEGER NOT NULL);
                        CREATE TABLE toy_batch(seq INTEGER PRIMARY KEY, size INTEGER NOT NULL);
                        """)
            }
        }

        func totals() throws -> [String: Int] {
            let rows = try Row.fetchAll(database, sql: "SELECT subject, total FROM toy")
            return Dictionary(uniqueKeysWithValues: rows.map { ($0["subject"], $0["total"]) })
        }
    }

    static let figures = [
        Figure("toy_subjects", "Subjects.", .level), Figure("toy_said_total", "Said.", .count),
    ]

    static func levels(_ store: Store, at now: Instant) throws -> [FigureValue] {
        [FigureValue("toy_subjects", ["size": "all"], try store.totals().count)]
    }

    static func counts(of said: Event) -> [FigureValue] {
        said.type == "toy.total" ? [FigureValue("toy_said_total", ["outcome": "total"])] : []
    }

    let name = "toy"
    var totals: [String: Int] = [:]
    var loads = 0
    var says = true
    var saysBatches = false
    /// What goes wrong in `handle` and in `due`.
    var trouble: (@Sendable () throws -> Void)?
    var clockTrouble: (@Sendable () throws -> Void)?

    mutating func load(_ store: Store) throws {
        totals = try store.totals()
        loads += 1
    }

    mutating func handle(_ event: Event, at now: Instant, _ store: Store) throws -> [Draft] {
        let subject = event.subject ?? ""
        let amount = Int(event.data["amount"]?.integer ?? 0)
        totals[subject, default: 0] += amount
        let total = totals[subject, default: 0]
        try store.database.cachedStatement(
            sql: """
                INSERT INTO toy(subject, total) VALUES(?, ?)
                ON CONFLICT(subject) DO UPDATE SET total = excluded.total
                """
        ).execute(arguments: [subject, total])
        if event.data["poison"] == true { throw Failure() }
        try trouble?()
        if amount % 2 != 0 {
            try store.database.execute(
                sql: "INSERT INTO toy_clock(cause, due, total) VALUES(?, ?, ?)",
                arguments: [
                    event.id.hex, now.advanced(seconds: amount > 0 ? 1 : 0).milliseconds, total,
                ])
        }
        guard says else { return [] }
        return [Draft(type: "toy.total", subject: subject, data: ["total": .integer(Int64(total))])]
    }

    mutating func due(at now: Instant, limit: Int, _ store: Store) throws -> [Draft] {
        try clockTrouble?()
        let rows = try Row.fetchAll(
            store.database,
            sql: "SELECT cause, due FROM toy_clock WHERE due <= ? ORDER BY due, cause LIMIT ?",
            arguments: [now.milliseconds, limit])
        return try rows.map { row in
            let cause: String = row["cause"]
            try store.database.execute(
                sql: "DELETE FROM toy_clock WHERE cause = ?", arguments: [cause])
            totals["rung", default: 0] += 1
            return Draft(
                type: "toy.rang", subject: nil,
                data: ["rung": .integer(Int64(totals["rung", default: 0]))],
                cause: EventID(hex: cause), discriminator: "clock")
        }
    }

    func nextDue(_ store: Store) throws -> Instant? {
        try Int64.fetchOne(store.database, sql: "SELECT min(due) FROM toy_clock")
            .map(Instant.init(milliseconds:))
    }

    mutating func conflict(
        _ event: Event, at now: Instant, _ store: Store
    ) throws -> [Draft] {
        [Draft(type: "toy.total", subject: event.subject, data: ["conflict": true])]
    }

    mutating func finish(
        _ handled: [EventID], at now: Instant, _ store: Store
    ) throws -> [Draft] {
        guard saysBatches else { return [] }
        let ids = JSON.integer(Int64(handled.count))
        return [Draft(type: "toy.total", subject: nil, data: ["ids": ids])]
    }
}

let oran = ChamberCode("31")!
let noon = Instant(milliseconds: 1_795_000_000_000)

func toyEvent(_ name: String, _ subject: String = "a", amount: Int, poison: Bool = false) -> Event {
    let id = EventID(source: "test", id: name)
    return Event(
        id: id, source: "test", type: "toy.added", subject: subject, chamber: oran, time: noon,
        causeID: id, traceparent: Traceparent(startingAt: id),
        data: ["amount": .integer(Int64(amount)), "poison": .bool(poison)])
}
