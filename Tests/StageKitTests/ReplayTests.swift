import Model
import Testing

@testable import StageKit

@Suite struct ReplayTests {
    private let chamber = ChamberCode("31")!
    private let replay = Replay(
        command: "c1", letter: "d1", exchange: "maalem.in", routingKey: "request.submitted")

    private func delivery(
        _ exchange: String, _ key: String, _ headers: [String: String], bytes: Int = 0
    ) -> Delivery {
        Delivery(
            tag: .init(epoch: 1, number: 1), exchange: exchange, routingKey: key,
            body: Array("{}".utf8), headers: headers, headerBytes: bytes)
    }

    @Test(arguments: [
        ("matcher.31", "matcher.31"), ("classifier", "classifier.31"),
        ("intake.requests", "intake.requests.31"),
    ])
    func theKeyIsTheQueueAndTheChamber(queue: String, key: String) {
        #expect(Replay.routingKey(queue: queue, chamber: chamber) == key)
    }

    @Test func theStageSeesTheMessageWhereItWasPublishedFirst() {
        let message = replay.message(
            queue: "intake.requests", chamber: chamber, body: Array("{}".utf8), contentType: "x/y",
            messageID: nil, headers: ["kept": "yes", "x-death": "no", "maalem-letter": "old"])
        #expect(message.exchange == Exchanges.replay)
        let arrived = delivery(
            message.exchange, message.routingKey, message.headers, bytes: 500
        ).asPublished
        #expect(arrived.exchange == "maalem.in")
        #expect(arrived.routingKey == "request.submitted")
        #expect(
            arrived.headers == [
                "kept": "yes", DeadLetter.replayHeader: "c1", "maalem-letter": "d1",
            ])
        #expect(arrived.headerBytes < 400)
        #expect(arrived.body == message.body)
    }

    @Test func aForgedHeaderGoes() {
        let forged = delivery(
            "maalem.in", "request.submitted", [DeadLetter.replayHeader: "c1", "kept": "yes"])
        #expect(forged.asPublished.headers == ["kept": "yes"])
        #expect(forged.asPublished.exchange == "maalem.in")
    }

    @Test func aReplayThatTheBrokerGaveUpNamesItsFirstPlace() throws {
        var headers = [
            "x-first-death-queue": "intake.requests", "x-first-death-reason": "delivery_limit",
            "x-first-death-exchange": Exchanges.replay,
        ]
        headers[DeadLetter.replayHeader] = "c1"
        headers["maalem-letter"] = "d1"
        headers["maalem-exchange"] = "maalem.in"
        headers["maalem-routing-key"] = "request.submitted"
        let buried = delivery(Exchanges.dead, "intake.00", headers).asPublished
        let letter = try #require(DeadLetter(buriedByBroker: buried))
        #expect(letter.exchange == "maalem.in")
        #expect(letter.routingKey == "request.submitted")
        #expect(letter.previous == "d1")
        #expect(letter.stage == "intake")
    }
}
