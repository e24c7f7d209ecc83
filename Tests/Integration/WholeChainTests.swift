import AMQP
import Foundation
import LedgerStage
import Model
import StageKit
import Testing

@testable import Operator

/// One system for all of these, started and stopped as an operator would.
@Test func aSystemDoesItsMainJobThroughKillsAndStopsWell() async throws {
    let system = try await RunningSystem()
    try await leastRightsHold(system)
    try await refusalsAreAnswered(system)
    try await aFamilyGetsItsPlumber(system)
    try await strangeHeadersStopNobody(system)
    try await anOperatorHasAPoisonedMessageTriedAgain(system)
    try await aChannelHearsOfItsInputs(system)
    try await theNumbersAreThoseThatAlertsRead(system)
    try await oneCommandSaysWhatIsStuck(system)
    try await aQuestionGoesOutAndItsAnswerComesBack(system)
    try await aDangerIsAnsweredWithTheSafetyLine(system)
    try await anOperatorsCorrectionIsLearned(system)
    try await killedStagesLoseAndDoubleNothing(system)
    try await theAccountBalances(system)
    #expect(try await system.stop() == 0)
    #expect(!FileManager.default.fileExists(atPath: RunFile.path(data: system.data)))
}

@Test func theDemoTellsItsStoryAndEndsWell() async throws {
    let data = FileManager.default.temporaryDirectory.appending(
        path: "maalem-demo-\(UInt64.random(in: 0 ... .max))"
    ).path
    let demo = try await RunningSystem.finish(
        "maalem", ["demo", "--exit", "--requests", "40", "--data", data])
    #expect(demo.status == 0, "\(demo.said)")
    #expect(demo.said.contains("answers: OUI"))
    #expect(demo.said.contains("turns for which somebody was texted twice: 0"))
    #expect(demo.said.contains("the chain is whole"))
    #expect(!demo.said.contains("Slice"), "a value was printed by its type")
    try FileManager.default.removeItem(atPath: data)
}

@Test func aKilledSupervisorLeavesNothingBehind() async throws {
    let system = try await RunningSystem()
    try await system.killSupervisor()
}

private let by = "test"

private func leastRightsHold(_ system: RunningSystem) async throws {
    for exchange in ["maalem.commands", "maalem.dispatch", "maalem.dead", ""] {
        let broker = try AMQPBroker(url: system.run.brokerURL, name: "test")
        let publisher = try await broker.publisher()
        let stray = Message(
            exchange: exchange, routingKey: "ledger.31", body: Array("{}".utf8),
            contentType: Event.contentType)
        await #expect(throws: BrokerError.self, "a channel may write to \(exchange)") {
            _ = try await publisher.publish([stray])
        }
        await broker.close()
    }
    let reader = try AMQPBroker(url: system.run.brokerURL, name: "test")
    await #expect(throws: BrokerError.self) {
        let consumer = try await reader.consumer(queue: "ledger.31", prefetch: 1)
        _ = try await consumer.next(upTo: 1, until: .now + .seconds(5))
    }
    await reader.close()
}

private func refusalsAreAnswered(_ system: RunningSystem) async throws {
    let bad = InputEnvelope(
        way: .requests, source: "channel/web", id: "bad-phone", type: "request.submitted",
        data: ["channel": "web", "phone": "055000", "text": "fuite d'eau", "chamber": "31"])
    try await system.send([bad], by: system.run.brokerURL)
    try await until("the refusal stands in the ledger") {
        try system.ledger.outcome(ofInput: bad.eventID) == .rejected
    }
    let row = try #require(try system.ledger.rows(of: .rejections, limit: 10).named.first)
    #expect(row["code"]?.string == "invalid-phone")
    #expect(row["field"]?.string == "data.phone")
}

/// Three plumbers of Maraval with conventions, ready at any hour.
private func plumbers() -> [InputEnvelope] {
    (1...3).flatMap { number -> [InputEnvelope] in
        let register = "31-A-90000\(number)"
        func command(_ type: String, _ data: [String: JSON]) -> InputEnvelope {
            .command(
                type, data.merging(["registerNumber": .string(register)]) { $1 },
                chamber: ChamberCode("31")!, by: by, reason: "for a test", key: register)
        }
        return [
            command(
                "artisan.registered",
                [
                    "kind": "individual", "mode": "ambulant", "name": "Kada (exemple)",
                    "phone": .string("066100000\(number)"), "trades": ["plombier"],
                    "quartiers": ["maraval"],
                ]),
            command("convention.signed", ["from": "2020-01-01"]),
        ]
    }
}

private func aFamilyGetsItsPlumber(_ system: RunningSystem) async throws {
    try await system.send(plumbers(), by: system.run.commandsURL)
    try await until("three conventions are active") {
        try system.ledger.entriesByType()["convention.activated"] == 3
    }
    var phones = OutboxReader(folder: system.outbox)
    let message = InputEnvelope.sms(
        from: "0660000001", "fuite d'eau sous l'évier à Maraval, plombier svp", id: "family-1")
    try await system.send([message], by: system.run.brokerURL)
    let request = message.eventID.subject("r")
    var read: [OutboxMessage] = []
    try await until("an artisan is offered the job") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .offer && $0.requestId == request }
    }
    let offer = try #require(read.first { $0.purpose == .offer })
    try await system.send([.sms(from: offer.to, "OUI", id: "yes-1")], by: system.run.brokerURL)
    try await until("both are told") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .assignedFamily }
            && read.contains { $0.purpose == .assignedArtisan }
    }
    #expect(read.first { $0.purpose == .assignedFamily }?.to == "+213660000001")
    #expect(read.first { $0.purpose == .assignedArtisan }?.to == offer.to)
    try await until("the ledger has it") {
        try system.ledger.rows(of: .requests, limit: 100).named
            .contains { $0["id"]?.string == request && $0["state"]?.string == "assigned" }
    }
}

/// A family that names no place is asked once; its answer joins the same request.
private func aQuestionGoesOutAndItsAnswerComesBack(_ system: RunningSystem) async throws {
    var phones = OutboxReader(folder: system.outbox)
    _ = try phones.fresh()
    let message = InputEnvelope.sms(
        from: "0660000002", "robinet de la cuisine qui fuit, je cherche un plombier",
        id: "family-2")
    try await system.send([message], by: system.run.brokerURL)
    let request = message.eventID.subject("r")
    var read: [OutboxMessage] = []
    try await until("the family is asked where it is") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .question && $0.requestId == request }
    }
    #expect(read.first { $0.purpose == .question }?.to == "+213660000002")
    let answer = InputEnvelope.sms(from: "0660000002", "Maraval", id: "answer-2")
    try await system.send([answer], by: system.run.brokerURL)
    try await until("the same request is offered") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .offer && $0.requestId == request }
    }
    #expect(read.count { $0.purpose == .question } == 1)
    try await until("the answer's own request has ended") {
        try system.ledger.rows(of: .requests, limit: 100).named.contains {
            $0["id"]?.string == answer.eventID.subject("r") && $0["state"]?.string == "joined"
        }
    }
}

/// Who smells gas gets the safety line with a public number at once, and a case is open.
private func aDangerIsAnsweredWithTheSafetyLine(_ system: RunningSystem) async throws {
    var phones = OutboxReader(folder: system.outbox)
    _ = try phones.fresh()
    let message = InputEnvelope.sms(
        from: "0660000003", "au secours ça sent le gaz dans la cuisine, Maraval", id: "family-3")
    try await system.send([message], by: system.run.brokerURL)
    let request = message.eventID.subject("r")
    var read: [OutboxMessage] = []
    try await until("the family is told what to do") {
        read += try phones.fresh()
        return read.contains { $0.purpose == .safety && $0.requestId == request }
    }
    let line = try #require(read.first { $0.purpose == .safety })
    #expect(line.to == "+213660000003")
    #expect(line.text.contains("3303"))
    try await until("a case stands in the ledger") {
        try system.ledger.rows(of: .cases, limit: 100).named.contains {
            $0["kind"]?.string == "danger" && $0["subject"]?.string == request
        }
    }
    #expect(!read.contains { $0.purpose == .offer && $0.requestId == request })
}

/// Every stage is killed the hard way once while requests flow, each of them sent twice.
private func killedStagesLoseAndDoubleNothing(_ system: RunningSystem) async throws {
    let requests = (0..<60).map { number in
        InputEnvelope(
            way: .requests, source: "channel/web", id: "chaos-\(number)", type: "request.submitted",
            data: [
                "channel": "web", "phone": .string(String(format: "06610010%02d", number)),
                "text": "fuite d'eau sous l'évier, besoin d'un plombier", "place": "Maraval",
            ])
    }
    for (index, name) in ["intake", "classifier", "matcher", "notifier", "ledger"].enumerated() {
        let part = Array(requests[(index * 12)..<(index * 12 + 12)])
        try await system.send(part + part, by: system.run.brokerURL)
        let before = try system.stage(name).pid
        #expect(kill(Int32(before), SIGKILL) == 0)
        try await until("\(name) was started again and is ready") {
            let now = try system.stage(name)
            guard now.pid != before else { return false }
            return await StageHealth(http: now.http).obstacle() == nil
        }
    }
    try await until("every request has an end or a case") {
        let ids = Set(requests.map { $0.eventID.subject("r") })
        return try DemoFigures(ledger: system.ledger, requests: ids).waiting == 0
    }
    #expect(try system.ledger.repeatedNotifications() == 0)
}

private func theAccountBalances(_ system: RunningSystem) async throws {
    try await until("at rest, known = settled + rejected + dead") {
        let account = try await RunningSystem.finish("maalem", ["account", "--data", system.data])
        return account.status == 0
    }
    for chamber in ["31", "00"] {
        let verified = try await RunningSystem.finish(
            "ledger", ["verify", "\(system.data)/ledger-\(chamber).sqlite"])
        #expect(verified.status == 0, "\(verified.said)")
    }
}
