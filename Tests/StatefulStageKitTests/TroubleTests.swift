import GRDB
import Model
import StageKit
import StatefulStageKit
import Synchronization
import Testing

/// Counts down while something is broken.
final class Breakage: Sendable {
    let left: Mutex<Int>

    init(_ count: Int) { left = Mutex(count) }

    func hit(_ error: any Error) throws {
        let isBroken = left.withLock { left in
            left -= 1
            return left >= 0
        }
        if isBroken { throw error }
    }

    func mend() { left.withLock { $0 = 0 } }
}

@Suite struct TroubleTests {
    @Test func aFullDiskPausesTheStageAndCostsNothing() async throws {
        let works = try ToyWorks()
        let disk = Breakage(.max)
        var stage = ToyStage()
        stage.trouble = { try disk.hit(DatabaseError(resultCode: .SQLITE_FULL)) }
        let runner = works.runner(stage)
        let running = Task { try await runner.run() }
        try await works.publish((1...5).map { toyEvent("\($0)", amount: 2) })
        try await works.until("it says so") {
            works.health.pauses["toy-31"]?.contains("SQLite 13") == true
        }
        #expect(works.broker.depth(of: "toy.31") == 5)
        disk.mend()
        try await works.until("all is said") { works.said.count == 5 }
        runner.stop()
        try await running.value
        #expect(works.dead.isEmpty)
        #expect(works.health.pauses.isEmpty)
        #expect(try works.totals == ["a": 10])
    }

    @Test func aFailingClockIsHeldAndEventsGoOn() async throws {
        let works = try ToyWorks()
        let clock = Breakage(.max)
        var stage = ToyStage()
        stage.clockTrouble = { try clock.hit(ToyStage.Failure()) }
        let runner = works.runner(stage)
        let running = Task { try await runner.run() }
        try await works.publish([toyEvent("1", amount: 1)])
        try await works.until("it is handled") { works.said.count == 1 }
        works.clock.turn(seconds: 2)
        try await works.publish([toyEvent("2", amount: 2)])
        try await works.until("the event is handled") { works.said.count == 2 }
        try await works.until("it says so") { works.health.pauses["toy-31/clocks"] != nil }
        clock.mend()
        try await works.until("the clock rang") { works.said.count == 3 }
        try await works.until("all is well") { works.health.pauses.isEmpty }
        runner.stop()
        try await running.value
        #expect(works.dead.isEmpty)
    }

    @Test func aStopPublishesWhatIsCommitted() async throws {
        let works = try ToyWorks()
        try await works.publish((1...30).map { toyEvent("\($0)", amount: 2) })
        works.broker.holdConfirms()
        let runner = works.runner()
        let running = Task { try await runner.run() }
        try await works.until("all is committed") { works.broker.depth(of: "toy.31") == 0 }
        runner.stop()
        works.broker.releaseConfirms()
        try await running.value
        #expect(works.said.count == 30)
        let rows = try works.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kit_outbox") }
        #expect(rows == 0)
    }

    @Test func whatAKilledRunnerHadCommittedIsSaidByItsHeir() async throws {
        let works = try ToyWorks()
        try await works.publish([toyEvent("1", amount: 2), toyEvent("2", amount: 2)])
        works.broker.refuseNext(.max)
        let connection = works.broker.connect()
        let runner = works.runner(on: connection)
        let running = Task { try await runner.run() }
        try await works.until("both are committed") { works.broker.depth(of: "toy.31") == 0 }
        running.cancel()
        _ = await running.result
        await connection.close()
        #expect(works.said.isEmpty)
        works.broker.refuseNext(0)
        try await works.run(until: "both are said") { Set(works.said.map(\.id)).count == 2 }
        #expect(works.said.last?.data["total"] == 4)
    }
}
