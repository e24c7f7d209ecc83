import Model
import StageKit
import Testing

@Suite struct StatelessRunnerTests {
    let line = ToyLine()

    /// Runs until the queues are empty, then stops.
    func drain(_ line: ToyLine) async throws {
        let runner = line.runner()
        let running = Task { try await runner.run() }
        try await line.until("the queues are empty") {
            line.broker.depth(of: "in") + line.broker.depth(of: "more") == 0
        }
        runner.stop()
        try await running.value
    }

    @Test func everyDeliveryIsAnsweredInOrderAndAcknowledged() async throws {
        let texts = (0..<45).map(String.init)
        try await line.publish(texts)
        try await drain(line)
        #expect(line.said == texts)
    }

    @Test func twoQueuesShareOneStageThatNeverRunsTwiceAtATime() async throws {
        try await line.publish((0..<50).map { "a\($0)" })
        try await line.publish((0..<50).map { "b\($0)" }, to: "more")
        try await drain(line)
        #expect(Set(line.said).count == 100)
        #expect(line.said.filter { $0.hasPrefix("b") } == (0..<50).map { "b\($0)" })
    }

    @Test func aRefusedInputIsKeptApart() async throws {
        try await line.publish(["1", "bad", "2"])
        try await drain(line)
        let refused = line.broker.contents(of: "refused")
        #expect(refused.map(\.body) == [Array("bad".utf8)])
        #expect(refused.first?.headers["maalem-code"] == "not-json")
        #expect(line.broker.depth(of: "out") == 3)
    }

    @Test func poisonTakesNoNeighbour() async throws {
        try await line.publish(["0"])
        try await drain(line)
        try await line.publish(["1", "poison", "2", "flaky"])
        try await drain(line)
        #expect(line.said == ["0", "1", "2", "flaky"])
        let dead = try #require(line.broker.contents(of: "dead").first)
        #expect(dead.routingKey == "toy.00")
        let event = try Event(body: dead.body)
        let letter = try event.payload(DeadLetter.self)
        #expect(event.type == DeadLetter.type)
        #expect(event.causeID == EventID(body: Array("poison".utf8)))
        #expect(letter.attempts == 2)
        #expect(letter.errors.count == 2)
        #expect(letter.reason == .fault)
        #expect(letter.body == Array("poison".utf8))
    }

    @Test func whatTheBrokerRefusesIsPublishedAgain() async throws {
        line.broker.refuseNext(3)
        try await line.publish([])
        let runner = line.runner()
        let running = Task { try await runner.run() }
        line.broker.refuseNext(0)
        try await line.publish(["1"])
        try await line.until("the first is through") { line.said == ["1"] }
        line.broker.fail(
            with: BrokerError(code: .unreachable, text: "down", hint: "wait"))
        line.broker.fail(with: nil)
        try await line.publish(["2", "3"])
        line.broker.refuseNext(2)
        try await line.until("all are through") { Set(line.said) == ["1", "2", "3"] }
        runner.stop()
        try await running.value
        #expect(line.health.reasons == [])
    }

    @Test func aMissingBindingPausesTheStageAndSaysSo() async throws {
        let broker = MemoryBroker()
        broker.declare(queue: "in")
        broker.declare(queue: "more")
        broker.declare(exchange: Exchanges.dispatch)
        _ = try await broker.publisher().publish([
            Message(exchange: "", routingKey: "in", body: [0x31], contentType: "text/plain")
        ])
        let runner = line.runner(on: broker)
        let running = Task { try await runner.run() }
        try await line.until("it says that it is paused") {
            line.health.pauses["in"]?.contains("NO_ROUTE") == true
        }
        #expect(broker.depth(of: "in") == 1)
        broker.declare(queue: "out")
        broker.bind(queue: "out", exchange: Exchanges.dispatch, pattern: "#")
        try await line.until("it goes on") { broker.depth(of: "in") == 0 }
        #expect(broker.depth(of: "out") == 1)
        runner.stop()
        try await running.value
    }

    @Test func aMissingQueueIsProbedUntilItIsThere() async throws {
        let broker = MemoryBroker()
        broker.declare(queue: "more")
        let runner = line.runner(on: broker)
        let running = Task { try await runner.run() }
        try await line.until("it says what is missing") {
            line.health.reasons.contains { $0.contains("missing-queue") }
        }
        broker.declare(queue: "in")
        try await line.until("it is ready") { line.health.reasons.isEmpty }
        runner.stop()
        try await running.value
    }

    @Test func aMessageThatNoBrokerTakesHoldsUpNobody() async throws {
        // The toy says the text twice: in the subject and in the data.
        let large = String(repeating: "x", count: 600_000)
        try await line.publish(["1", large, "2"])
        try await drain(line)
        #expect(Set(line.said) == ["1", "2"])
        let dead = try #require(line.broker.contents(of: "dead").first)
        let letter = try Event(body: dead.body).payload(DeadLetter.self)
        #expect(letter.error.contains("message-too-large"))
        #expect(letter.bodyBytes > 1_200_000)
        #expect(letter.body?.count == DeadLetter.bodyLimit)
    }

    @Test func aStopWaitsForTheConfirmsAndAcknowledges() async throws {
        let runner = line.runner()
        let running = Task { try await runner.run() }
        try await line.publish(["1"])
        try await line.until("it runs at full width") { line.broker.depth(of: "in") == 0 }
        line.broker.holdConfirms()
        let publishing = Task { try await line.publish(["2", "3"]) }
        try await line.until("they are said") { line.said.count == 3 }
        runner.stop()
        #expect(line.broker.depth(of: "in") == 2)
        line.broker.releaseConfirms()
        try await running.value
        try await publishing.value
        #expect(line.broker.depth(of: "in") == 0)
    }

    @Test func aStopThatCannotFinishGivesUpAfterTheGraceTime() async throws {
        var line = line
        line.options.grace = .milliseconds(50)
        try await line.publish(["1"])
        line.broker.holdConfirms()
        let runner = line.runner()
        let running = Task { try await runner.run() }
        try await line.until("it is said") { line.said.count == 1 }
        runner.stop()
        try await running.value
        #expect(line.broker.depth(of: "in") == 1)
    }

    @Test func aKilledRunnerLosesNothingAndItsHeirIsCarefulAtFirst() async throws {
        try await line.publish(["0"])
        let connection = line.broker.connect()
        let first = line.runner(on: connection)
        let running = Task { try await first.run() }
        try await line.until("it runs at full width") { line.said == ["0"] }
        line.broker.holdConfirms()
        let publishing = Task { try await line.publish((1...8).map(String.init)) }
        try await line.until("some are said") { line.said.count > 1 }
        running.cancel()
        _ = await running.result
        await connection.close()
        line.broker.releaseConfirms()
        try await publishing.value
        #expect(line.broker.depth(of: "in") == 8)
        try await drain(line)
        #expect(Set(line.said) == Set((0...8).map(String.init)))
        let ids = Set(line.broker.contents(of: "out").map(\.messageID))
        #expect(ids.count == 9)
    }
}
