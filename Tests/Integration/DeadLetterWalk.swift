import AMQP
import Foundation
import LedgerStage
import Model
import StageKit
import Testing

@testable import Operator

/// From the alert to the replay of a poisoned message, as an operator does it, with the ledger
/// killed on the way.
func anOperatorHasAPoisonedMessageTriedAgain(_ system: RunningSystem) async throws {
    let walk = try DeadLetterWalk()
    let neighbour = InputEnvelope.sms(
        from: "0660000077", "fuite d'eau sous l'évier à Maraval", id: "behind-the-poison")
    try await walk.publish(walk.poison, by: system.run.adminURL)
    try await system.send([neighbour], by: system.run.brokerURL)
    try await until("nothing waits behind the poison") {
        try system.ledger.entries(subject: neighbour.eventID.subject("r")).contains {
            $0.type == OfferMade.type || $0.type == RequestLinked.type
                || $0.type == RequestUnfilled.type
        }
    }
    try await until("the ledger has the letter") { try system.ledger.deadLetters().count == 1 }

    let groups = try await walk.answer(["list"], system)
    #expect(groups.array?.count == 1)
    #expect(groups.array?.first?["stage"] == "matcher")
    #expect(groups.array?.first?["count"] == 1)
    let each = try await walk.answer(["list", "--each"], system)
    let id = try #require(each.array?.first?["id"]?.string)
    let shown = try await walk.answer(["show", id, "--open"], system)
    #expect(shown["body"]?.string == String(decoding: walk.poison.body, as: UTF8.self))
    #expect(shown["error-1"]?.string?.isEmpty == false)
    #expect(shown["error-2"]?.string?.isEmpty == false)

    var phones = OutboxReader(folder: system.outbox)
    let edited = system.data + "/edited.json"
    try Data(walk.mended.body).write(to: URL(filePath: edited))
    let replay = [
        "replay", id, "--edit", edited, "--operator", "amina", "--reason", "trades mended",
    ]
    #expect(try await walk.run(replay, system).status == 64, "nobody is there to confirm")
    let looked = try await walk.run(replay + ["--dry-run"], system)
    #expect(looked.status == 0)
    #expect(looked.said.contains("artisans by turn"))
    #expect(try system.ledger.deadLetters().count == 1)
    let done = try await walk.run(replay + ["--yes"], system)
    #expect(done.status == 0, "\(done.said)")
    #expect(kill(Int32(try system.stage("ledger").pid), SIGKILL) == 0)

    try await until("the matcher has applied it") {
        let letter = try #require(try system.ledger.deadLetter(id))
        return try system.ledger.outcome(ofReplayed: letter) == .settled
    }
    var read: [OutboxMessage] = []
    try await until("an artisan is offered the job") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .offer && $0.requestId == walk.request }
    }
    try walk.check(id, system)
}

/// What is strange about a message's headers stops nobody: a table nested to the edge of the frame
/// and an empty key are passed over, or refused with a reason.
func strangeHeadersStopNobody(_ system: RunningSystem) async throws {
    let management = try ManagementClient(url: system.run.managementURL)
    func nested(_ depth: Int) -> JSON {
        (0..<depth).reduce("deep") { inner, _ in ["t": inner] }
    }
    let headers: [(String, JSON, InputOutcome)] = [
        ("empty-key", ["": "x"], .settled), ("nested", ["n": nested(400)], .settled),
        ("nested-to-the-edge", ["n": nested(2200)], .rejected),
    ]
    for (name, headers, outcome) in headers {
        let input = InputEnvelope(
            way: .requests, source: "channel/web", id: name, type: "request.submitted",
            data: [
                "channel": "web", "phone": "0661000555", "text": "bonjour", "place": "Maraval",
            ])
        try await management.publish(
            input.body, to: "maalem.in", routingKey: input.type,
            properties: ["content_type": .string(Event.contentType), "headers": headers])
        try await until("\(name) is \(outcome)") {
            try system.ledger.outcome(ofInput: input.eventID) == outcome
        }
    }
}

private struct DeadLetterWalk {
    let request = "r00000000decafbad"
    /// A classified request whose trades are no list: the matcher cannot read it.
    let poison: Event
    let mended: Event

    init() throws {
        let cause = EventID(source: "channel/test", id: "poison")
        let id = EventID(cause: cause, type: RequestClassified.type, discriminator: "0")
        let classified = RequestClassified(
            requestId: request, channel: .sms,
            person: PersonID("p" + String(repeating: "e", count: 32))!, line: .mobile,
            preferredTime: nil, round: 1,
            triage: Triage(
                decision: .trade,
                trades: [TradeGuess(trade: TradeID("plombier")!, confidence: 0.95)],
                secondTrade: nil, urgency: .today,
                quartier: QuartierGuess(quartier: QuartierID("maraval")!, confidence: 1),
                variety: .french, language: .french, danger: nil, intent: nil, evidence: [],
                model: "terms-1"),
            personal: .init(text: "fuite d'eau"))
        func event(_ data: JSON, _ request: String) -> Event {
            Event(
                id: id, source: "stage/classifier", type: RequestClassified.type, subject: request,
                chamber: ChamberCode("31")!, time: SystemClock().now(), causeID: cause,
                traceparent: Traceparent(startingAt: cause), data: data)
        }
        var broken = try JSON(encoding: classified)
        mended = event(broken, request)
        broken["trades"] = "plombier"
        poison = event(broken, request)
    }

    func publish(_ event: Event, by url: String) async throws {
        let broker = try AMQPBroker(url: url, name: "test")
        let outcomes = try await broker.publisher().publish([event.message])
        #expect(outcomes == [.confirmed])
        await broker.close()
    }

    func run(
        _ arguments: [String], _ system: RunningSystem
    ) async throws -> (status: Int32, said: String) {
        try await RunningSystem.finish("maalem", ["dead"] + arguments + ["--data", system.data])
    }

    func answer(_ arguments: [String], _ system: RunningSystem) async throws -> JSON {
        let (status, said) = try await run(arguments + ["--json"], system)
        #expect(status == 0, "\(said)")
        return try JSONReader.read(said)
    }

    /// Who, when, why and what are entries, and the views tell the same.
    func check(_ id: String, _ system: RunningSystem) throws {
        let entries = try system.ledger.entries(subject: id)
        #expect(entries.map(\.type) == ["dead.recorded", "dead.replay", "dead.replayed"])
        let command = try JSONReader.read(try #require(entries.dropFirst().first).payload)["data"]
        #expect(command?["operator"] == "amina")
        #expect(command?["reason"] == "trades mended")
        #expect(command?["personal"]?["sealed"] != nil)
        let told = try JSONReader.read(try #require(entries.last).payload)["data"]
        #expect(told?["edited"] == true)
        #expect(told?["sha256Before"]?.string == EventID(body: poison.body).hex)
        #expect(told?["sha256After"]?.string == EventID(body: mended.body).hex)
        let overrides = try system.ledger.rows(of: .overrides).named
        #expect(overrides.contains { $0["command"] == "dead.replay" && $0["operator"] == "amina" })
        let letters = try system.ledger.rows(of: .deadLetters).named
        #expect(letters.first { $0["id"]?.string == id }?["state"] == "replayed")
    }
}
