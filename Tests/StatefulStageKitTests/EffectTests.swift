import Foundation
import GRDB
import Model
import StageKit
import StatefulStageKit
import Synchronization
import Testing

/// Sends a letter for each event; the post office is a counter.
struct ToyPost: EffectfulStage {
    struct Store: StageStore {
        let database: Database

        init(_ database: Database) { self.database = database }

        static func registerMigrations(_ migrator: inout DatabaseMigrator) {
            migrator.registerMigration("post-1") { database in
                try database.execute(
                    sql: "CREATE TABLE post(id TEXT PRIMARY KEY, state TEXT NOT NULL)")
            }
        }
    }

    final class Office: Sendable {
        struct State {
            var sent: [String] = []
            var running = 0
            var most = 0
            var looks = 0
        }
        let state = Mutex(State())
        let isOpen = Mutex(true)
    }

    let name = "toy"
    let office: Office

    mutating func load(_ store: Store) throws {}

    mutating func handle(_ event: Event, at now: Instant, _ store: Store) throws -> [Draft] {
        try store.database.execute(
            sql: "INSERT INTO post(id, state) VALUES(?, 'ready')", arguments: [event.id.hex])
        return []
    }

    mutating func begin(at now: Instant, limit: Int, _ store: Store) throws -> [String] {
        office.state.withLock { $0.looks += 1 }
        let ids = try String.fetchAll(
            store.database, sql: "SELECT id FROM post WHERE state = 'ready' ORDER BY id LIMIT ?",
            arguments: [limit])
        for id in ids {
            try store.database.execute(
                sql: "UPDATE post SET state = 'begun' WHERE id = ?", arguments: [id])
        }
        return ids
    }

    func perform(_ effect: String) async -> Bool {
        office.state.withLock { state in
            state.running += 1
            state.most = max(state.most, state.running)
        }
        while !office.isOpen.withLock({ $0 }), !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(1))
        }
        office.state.withLock { state in
            state.running -= 1
            state.sent.append(effect)
        }
        return true
    }

    mutating func settle(
        _ effect: String, _ outcome: Bool, at now: Instant, _ store: Store
    ) throws -> [Draft] {
        try store.database.execute(
            sql: "UPDATE post SET state = 'sent' WHERE id = ?", arguments: [effect])
        return [
            Draft(
                type: "toy.sent", subject: nil, data: [:], cause: EventID(hex: effect),
                discriminator: "sent")
        ]
    }
}

@Suite struct EffectTests {
    /// A works whose store is the post's.
    func works() throws -> ToyWorks {
        let works = try ToyWorks(creates: false)
        try StageDatabase.create(works.file, owner: "toy-31", ToyPost.Store.self)
        return works
    }

    @Test func effectsRunSideBySideAndNeverHoldUpTheQueue() async throws {
        let works = try works()
        let office = ToyPost.Office()
        office.isOpen.withLock { $0 = false }
        let runner = works.runner(ToyPost(office: office))
        let running = Task { try await runner.run() }
        try await works.publish((1...30).map { toyEvent("\($0)", amount: 2) })
        try await works.until("all is acknowledged though nothing is sent") {
            works.broker.depth(of: "toy.31") == 0
        }
        try await works.until("the office is full") {
            office.state.withLock { $0.running } == works.options.effectLimit
        }
        #expect(works.said.isEmpty)
        office.isOpen.withLock { $0 = true }
        try await works.until("all is sent") { works.said.count == 30 }
        runner.stop()
        try await running.value
        let state = office.state.withLock { ($0.sent.count, Set($0.sent).count, $0.most) }
        #expect(state == (30, 30, works.options.effectLimit))
    }

    @Test func anIdleStageDoesNotLookForEffectsAgainAndAgain() async throws {
        let works = try works()
        let office = ToyPost.Office()
        let runner = works.runner(ToyPost(office: office))
        let running = Task { try await runner.run() }
        try await works.publish([toyEvent("1", amount: 2)])
        try await works.until("it is sent") { works.said.count == 1 }
        let before = office.state.withLock { $0.looks }
        // As many turns of this loop as a spinning one would need for hundreds of looks.
        let end = ContinuousClock.now + .milliseconds(300)
        try await works.until("some time has passed") { .now > end }
        let after = office.state.withLock { $0.looks }
        #expect(after - before <= 4)
        runner.stop()
        try await running.value
    }

    @Test func aStopSettlesWhatIsRunning() async throws {
        let works = try works()
        let office = ToyPost.Office()
        office.isOpen.withLock { $0 = false }
        let runner = works.runner(ToyPost(office: office))
        let running = Task { try await runner.run() }
        try await works.publish((1...3).map { toyEvent("\($0)", amount: 2) })
        try await works.until("they run") { office.state.withLock { $0.running } == 3 }
        runner.stop()
        office.isOpen.withLock { $0 = true }
        try await running.value
        #expect(works.said.count == 3)
        let left = try works.read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM post WHERE state <> 'sent'")
        }
        #expect(left == 0)
    }

    @Test func theHarnessBeginsAndSettles() throws {
        let harness = try StageHarness(ToyPost(office: ToyPost.Office()), chamber: oran)
        let event = toyEvent("1", amount: 2)
        #expect(try harness.deliver(event, at: noon).isEmpty)
        #expect(try harness.begin(at: noon) == [event.id.hex])
        let said = try harness.settle(event.id.hex, true, at: noon)
        #expect(said.map(\.causeID) == [event.id])
        #expect(try harness.begin(at: noon).isEmpty)
    }
}
