import Bootstrap
import Model
import StageKit
import Testing

@testable import Operator

@Suite struct InputPublisherTests {
    private func inputs(_ count: Int, type: String = "request.submitted") -> [RawInput] {
        (0..<count).map { index in
            InputEnvelope(
                way: .requests, source: "channel/sms", id: "i\(index)", type: type,
                data: ["text": .string("text \(index)")]
            ).message
        }
    }

    private func broker() -> MemoryBroker {
        let broker = MemoryBroker()
        broker.declare(exchange: "maalem.in")
        broker.declare(queue: "intake.requests")
        broker.bind(queue: "intake.requests", exchange: "maalem.in", pattern: "request.#")
        return broker
    }

    @Test func everyInputIsPublishedInOrderAndCounted() async throws {
        let broker = broker()
        let all = inputs(450)
        var seen: [Int] = []
        let tally = try await InputPublisher(try await broker.publisher())
            .publish(all) { seen.append($0) }
        #expect(tally.confirmed == all.map(\.eventID))
        #expect(tally.isWhole)
        #expect(seen == [200, 400, 450])
        #expect(broker.contents(of: "intake.requests").map(\.body) == all.map(\.body))
    }

    @Test func whatNoQueueTakesIsNotConfirmed() async throws {
        let all = inputs(1) + inputs(2, type: "nobody.listens")
        let tally = try await InputPublisher(try await broker().publisher()).publish(all)
        #expect(tally.confirmed.count == 1)
        #expect(!tally.isWhole)
        let fault = #expect(throws: Failure.self) { try tally.requireWhole() }
        #expect(fault?.code == .tryAgain)
    }

    @Test func messagesAreCloudEventsUnderTheirType() async throws {
        let broker = broker()
        _ = try await InputPublisher(try await broker.publisher()).publish(inputs(1))
        let message = try #require(broker.contents(of: "intake.requests").first)
        #expect(message.routingKey == "request.submitted")
        #expect(message.contentType == "application/cloudevents+json")
    }

    @Test func aCommandGivenTwiceIsTwoCommands() {
        func command(_ key: String) -> InputEnvelope {
            .command(
                "convention.suspended", ["registerNumber": "31-A-1"], chamber: ChamberCode("31")!,
                by: "samira", reason: "holiday", key: key)
        }
        #expect(command("1").eventID != command("2").eventID)
        #expect(command("1") == command("1"))
        #expect(command("1").data["operator"] == "samira")
        #expect(command("1").source == "operator/samira")
    }
}
