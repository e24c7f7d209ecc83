import Foundation
import GRDB
import Model
import StageKit
import StatefulStageKit
import Testing

@Suite struct StatefulRunnerTests {
    @Test func whatIsCommittedIsSaidInOrderAndOnce() async throws {
        let works = try ToyWorks()
        try await works.publish((1...45).map { toyEvent("\($0)", amount: 2) })
        try await works.run(until: "all is said") { works.said.count == 45 }
        #expect(works.said.map { $0.data["total"]?.integer } == (1...45).map { Int64(2 * $0) })
        #expect(try works.totals == ["a": 90])
        #expect(works.broker.depth(of: "toy.31") == 0)
        let rows = try works.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kit_outbox") }
        #expect(rows == 0)
    }

    @Test func aRepetitionIsAcknowledgedSilently() async throws {
        let works = try ToyWorks()
        let event = toyEvent("1", amount: 2)
        try await works.publish([event, event, event])
        try await works.run(until: "all is acknowledged") {
            works.broker.depth(of: "toy.31") == 0 && works.said.count == 1
        }
        #expect(works.said.count == 1)
        #expect(try works.totals == ["a": 2])
        #expect(
            works.metrics.exposition.contains(
                #"maalem_stage_duplicates_total{chamber="31",stage="toy"} 2"#))
    }

    @Test func poisonTakesNoNeighbour() async throws {
        let works = try ToyWorks()
        let events = (1...9).map { toyEvent("\($0)", amount: 2, poison: $0 == 5) }
        try await works.publish([toyEvent("0", amount: 2)] + events)
        try await works.run(until: "all is done") {
            works.broker.depth(of: "toy.31") == 0 && works.dead.count == 1
                && works.said.count == 9
        }
        #expect(try works.totals == ["a": 18])
        let letter = try works.dead[0].payload(DeadLetter.self)
        #expect(letter.originalId == events[4].id.hex)
        #expect(letter.reason == .fault)
        #expect(works.broker.contents(of: "dead")[0].routingKey == "toy.31")
        // It is known now: another copy is silent.
        try await works.publish([events[4]])
        try await works.run(until: "it is gone") { works.broker.depth(of: "toy.31") == 0 }
        #expect(works.dead.count == 1)
    }

    @Test func aReplayIsHandledOnceMore() async throws {
        let works = try ToyWorks()
        let poison = toyEvent("1", amount: 2, poison: true)
        try await works.publish([poison])
        try await works.run(until: "it is dead") { works.dead.count == 1 }
        let message = replay(poison, command: "r1")
        _ = try await works.broker.publisher().publish([message, message])
        try await works.run(until: "it is dead again") {
            works.dead.count == 2 && works.broker.depth(of: "toy.31") == 0
        }
        #expect(Set(works.dead.map(\.id)).count == 2)
        let letters = try works.dead.map { try $0.payload(DeadLetter.self) }
        #expect(letters.map(\.previous) == [nil, "d1"])
        #expect(letters.map(\.errors.count) == [2, 2])
        #expect(letters[1].exchange == "maalem.dispatch")
        #expect(letters[1].routingKey == "toy.added.31")
        #expect(letters[1].headers.isEmpty)
    }

    private func replay(_ event: Event, command: String) -> Message {
        Replay(
            command: command, letter: "d1", exchange: "maalem.dispatch",
            routingKey: event.routingKey
        ).message(
            queue: "toy.31", chamber: oran, body: event.body, contentType: Event.contentType,
            messageID: event.id.hex, headers: [:])
    }

    @Test func anEditedReplayIsHandledOnceAndIsNoConflict() async throws {
        let works = try ToyWorks()
        try await works.publish([toyEvent("1", amount: 2, poison: true)])
        try await works.run(until: "it is dead") { works.dead.count == 1 }
        let edited = replay(toyEvent("1", amount: 4), command: "r1")
        _ = try await works.broker.publisher().publish([edited, edited])
        try await works.publish([toyEvent("1", amount: 2, poison: true)])
        try await works.run(until: "all is settled") {
            works.broker.depth(of: "toy.31") == 0 && works.said.count == 1
        }
        #expect(try works.totals == ["a": 4])
        #expect(works.said.map { $0.data["total"] } == [4])
        #expect(works.dead.count == 1)
    }

    @Test func onlyTheLedgersExchangeCanReplay() async throws {
        let works = try ToyWorks()
        let poison = toyEvent("1", amount: 2, poison: true)
        try await works.publish([poison])
        try await works.run(until: "it is dead") { works.dead.count == 1 }
        var forged = poison.message(exchange: "", routingKey: "toy.31")
        forged.headers[DeadLetter.replayHeader] = "r1"
        _ = try await works.broker.publisher().publish([forged])
        try await works.run(until: "it is gone") { works.broker.depth(of: "toy.31") == 0 }
        #expect(works.dead.count == 1)
    }

    @Test func aMessageInTheOutboxKeepsItsHeadersOverAKill() async throws {
        let works = try ToyWorks()
        let database = try StageDatabase.open(works.file, owner: "toy-31", ToyStage.Store.self)
        try await database.queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO kit_outbox(seq, exchange, routing_key, message_id, body,
                        content_type, headers)
                    VALUES(1, 'maalem.dispatch', 'x.31', 'm', x'00', 'text/plain', '{"a":"b"}')
                    """)
        }
        try database.queue.close()
        try await works.run(until: "it is published") { works.broker.depth(of: "out") == 1 }
        let message = works.broker.contents(of: "out")[0]
        #expect(message.headers == ["a": "b"])
        #expect(message.contentType == "text/plain")
    }

    @Test func whatIsNoEventIsToldOf() async throws {
        let works = try ToyWorks()
        let body = Array("rubbish".utf8)
        _ = try await works.broker.publisher().publish([
            Message(exchange: "", routingKey: "toy.31", body: body, contentType: "text/plain")
        ])
        try await works.run(until: "it is told of") {
            works.dead.count == 1 && works.broker.depth(of: "toy.31") == 0
        }
        let letter = try works.dead[0].payload(DeadLetter.self)
        #expect(letter.reason == .undecodable)
        #expect(letter.body == body)
        #expect(works.dead[0].causeID == EventID(body: body))
    }

    @Test func whatTheBrokerGaveUpBecomesADeadLetterEvent() async throws {
        let works = try ToyWorks()
        let event = toyEvent("1", "x", amount: 2)
        var message = event.message(exchange: "", routingKey: "dead.31")
        message.headers = [
            "x-first-death-queue": "matcher.31", "x-first-death-reason": "delivery_limit",
            "x-first-death-exchange": "maalem.dispatch",
        ]
        _ = try await works.broker.publisher().publish([message])
        try await works.run(until: "it is handled") { works.said.count == 1 }
        // The toy adds the missing amount of 0: it saw a dead letter, not the event.
        #expect(works.said[0].data["total"] == 0)
        #expect(works.said[0].causeID != event.id)
    }

    @Test func clocksRingByThemselves() async throws {
        let works = try ToyWorks()
        let runner = works.runner()
        let running = Task { try await runner.run() }
        try await works.publish([toyEvent("1", amount: 1)])
        try await works.until("it is handled") { works.said.count == 1 }
        works.clock.turn(seconds: 2)
        try await works.publish([toyEvent("2", amount: 2)])
        try await works.until("the clock rang") { works.said.count == 3 }
        #expect(works.said.map(\.type) == ["toy.total", "toy.rang", "toy.total"])
        runner.stop()
        try await running.value
    }

    @Test func aClockThatIsDueAtTheStartRings() async throws {
        let works = try ToyWorks()
        try await works.publish([toyEvent("1", amount: 1)])
        try await works.run(until: "it is handled") { works.said.count == 1 }
        works.clock.turn(seconds: 2)
        try await works.run(until: "the clock rang") { works.said.count == 2 }
    }

    @Test func aMissingBindingPausesTheOutboxAndNotTheStage() async throws {
        let works = try ToyWorks()
        let other = MemoryBroker()
        for queue in ["toy.31", "dead.31"] { other.declare(queue: queue) }
        other.declare(exchange: Exchanges.dispatch)
        _ = try await other.publisher().publish([
            toyEvent("1", amount: 2).message(exchange: "", routingKey: "toy.31")
        ])
        let runner = works.runner(on: other)
        let running = Task { try await runner.run() }
        try await works.until("it says so") {
            works.health.pauses["toy-31/outbox"]?.contains("NO_ROUTE") == true
        }
        try await works.until("the event is acknowledged") { other.depth(of: "toy.31") == 0 }
        other.declare(queue: "out")
        other.bind(queue: "out", exchange: Exchanges.dispatch, pattern: "#")
        try await works.until("it is said") { other.depth(of: "out") == 1 }
        runner.stop()
        try await running.value
        #expect(works.health.pauses.isEmpty)
    }

    @Test func aMissingFileIsAnError() async throws {
        let works = try ToyWorks(creates: false)
        await #expect(throws: StageDatabaseError.missing(path: works.file)) {
            try await works.runner().run()
        }
    }

    @Test func aSecondInstanceWaitsUntilTheFirstEnds() async throws {
        let works = try ToyWorks()
        let first = works.runner()
        let second = works.runner()
        let firstRunning = Task { try await first.run() }
        try await works.until("the first runs") { works.health.reasons.isEmpty }
        let secondRunning = Task { try await second.run() }
        try await works.until("the second waits") {
            works.health.reasons.contains { $0.contains("standby") }
        }
        first.stop()
        try await firstRunning.value
        try await works.publish([toyEvent("1", amount: 2)])
        try await works.until("the second took over") { works.said.count == 1 }
        second.stop()
        try await secondRunning.value
    }

    /// Kills the runner again and again in the middle of its work: no event is lost, none counts
    /// twice, and what is said twice has one id.
    @Test(arguments: 0..<6) func aKilledRunnerLosesNothing(seed: Int) async throws {
        let works = try ToyWorks()
        var dice = Dice(seed: UInt64(seed))
        let count = 400
        try await works.publish((0..<count).map { toyEvent("\($0)", "\($0 % 7)", amount: 2) })
        for _ in 0..<5 {
            let connection = works.broker.connect()
            let runner = works.runner(on: connection)
            let running = Task { try await runner.run() }
            let goal = works.said.count + dice.roll(60)
            try await works.until("some is said") {
                works.said.count >= goal || works.broker.depth(of: "toy.31") == 0
            }
            running.cancel()
            _ = await running.result
            await connection.close()
        }
        try await works.run(until: "all is done") {
            works.broker.depth(of: "toy.31") == 0 && Set(works.said.map(\.id)).count == count
        }
        #expect(try works.totals.values.reduce(0, +) == 2 * count)
        let contents = Set(works.said.map { "\($0.id) \($0.contentDigest)" })
        #expect(contents.count == count)
        let inbox = try works.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM kit_inbox") }
        #expect(inbox == count)
    }
}
