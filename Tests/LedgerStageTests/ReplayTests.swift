import Foundation
import LedgerStage
import Model
import StageKit
import Testing

/// From a dead letter back to the queue that gave it up.
@Suite struct ReplayTests {
    let bench: LedgerBench
    let poison: Event
    let letter: Event

    init() throws {
        bench = try LedgerBench()
        poison = bench.event(
            RequestClassified.type, "r1", by: "stage/classifier",
            ["requestId": "r1", "round": "poison", "personal": ["text": "Fuite"]])
        letter = Self.letter(bench, of: poison, queue: "matcher.31")
        try bench.record(poison, letter)
    }

    private static func letter(
        _ bench: LedgerBench, of event: Event, queue: String, cut: Bool = false,
        previous: String? = nil
    ) -> Event {
        let body = event.body
        var data: JSON = [
            "stage": "matcher", "queue": .string(queue), "reason": "fault", "error": "second",
            "errors": ["first", "second"], "attempts": 2, "headers": ["kept": "yes", "x-a": "b"],
            "exchange": "maalem.dispatch", "routingKey": .string(event.routingKey),
            "contentType": .string(Event.contentType), "originalId": .string(event.id.hex),
            "originalType": .string(event.type),
            "bodyBytes": .integer(Int64(body.count + (cut ? 1 : 0))),
            "personal": ["bodyBase64": .string(Data(body).base64EncodedString())],
        ]
        if let previous { data["previous"] = .string(previous) }
        return bench.event("dead.lettered", "r1", by: "stage/matcher", cause: event.id, data)
    }

    private var id: String { letter.id.subject("d") }

    private func command(_ type: String, edited: [UInt8]? = nil, on id: String? = nil) -> Event {
        var data: JSON = [
            "deadLetterId": .string(id ?? self.id), "operator": "op1", "reason": "corrigé",
        ]
        if let edited {
            data["personal"] = ["bodyBase64": .string(Data(edited).base64EncodedString())]
        }
        return bench.event(type, id ?? self.id, by: "stage/intake", data)
    }

    private func edited(_ change: (inout JSON) -> Void) throws -> [UInt8] {
        var json = try JSONReader.read(poison.body)
        change(&json)
        return json.canonicalBytes
    }

    private func refusals() throws -> [String] {
        try bench.reader().entries(subject: id).filter { $0.type == "command.refused" }
            .compactMap { try JSONReader.read($0.payload)["data"]?["code"]?.string }
    }

    @Test func theMessageGoesBackToItsQueueAsItCame() throws {
        let replay = command(CommandType.deadReplay)
        try bench.record(replay)
        let message = try #require(bench.published.first)
        #expect(bench.published.count == 1)
        #expect(message.exchange == Exchanges.replay)
        #expect(message.routingKey == "matcher.31")
        #expect(message.body == poison.body)
        #expect(message.headers[DeadLetter.replayHeader] == replay.id.hex)
        #expect(message.headers["kept"] == "yes")
        #expect(message.headers["x-a"] == nil)
        let entries = try bench.reader().entries(subject: id)
        #expect(entries.map(\.type) == ["dead.recorded", "dead.replay", "dead.replayed"])
        let done = try JSONReader.read(entries[2].payload)["data"]
        #expect(done?["edited"] == false)
        #expect(done?["operator"] == "op1")
        #expect(done?["sha256Before"] == done?["sha256After"])
        // The same command again is the same event, and known.
        try bench.record(replay)
        #expect(bench.published.count == 1)
        #expect(try bench.rows(.deadLetters).first?["state"] == "replayed")
    }

    @Test func anEditIsSealedAndItsDigestsStandInTheLedger() throws {
        let body = try edited { $0["data"] = ["requestId": "r1", "text": "secret"] }
        try bench.record(command(CommandType.deadReplay, edited: body))
        #expect(bench.published.first?.body == body)
        let entries = try bench.reader().entries(subject: id)
        let done = try JSONReader.read(try #require(entries.last).payload)["data"]
        #expect(done?["edited"] == true)
        #expect(done?["sha256Before"]?.string == EventID(body: poison.body).hex)
        #expect(done?["sha256After"]?.string == EventID(body: body).hex)
        let given = try #require(entries.first { $0.type == CommandType.deadReplay })
        #expect(!given.payload.contains("bodyBase64"))
        let opened = try bench.reader().personal(of: given)
        #expect(opened?["bodyBase64"]?.string == Data(body).base64EncodedString())
    }

    @Test func droppingTheLetterDestroysTheEditToo() throws {
        let body = try edited { $0["data"] = ["requestId": "r1"] }
        try bench.record(command(CommandType.deadReplay, edited: body))
        try bench.record(command(CommandType.deadDrop))
        let given = try #require(
            try bench.reader().entries(subject: id).first { $0.type == CommandType.deadReplay })
        #expect(throws: SealError.self) { try bench.reader().personal(of: given) }
        #expect(try LedgerVerifier.verify(path: bench.path).isWhole)
    }

    @Test func anEditedMessageKeepsItsIdentity() throws {
        let others: [[UInt8]] = [
            try edited { $0["id"] = .string(String(repeating: "0", count: 64)) },
            try edited { $0["type"] = "dz.cam.offer.made.v1" },
            try edited { $0["chamber"] = "16" }, Array("rubbish".utf8),
        ]
        for body in others { try bench.record(command(CommandType.deadReplay, edited: body)) }
        #expect(try refusals() == Array(repeating: "other-identity", count: 4))
        #expect(bench.published.isEmpty)
        #expect(try bench.rows(.deadLetters).first?["state"] == "recorded")
        #expect(try bench.rows(.overrides).isEmpty)
        #expect(ReplayRules.problem(others[0], insteadOf: poison.body, stage: "matcher") != nil)
    }

    @Test func whatCannotBeDoneIsRefused() throws {
        try bench.record(command(CommandType.deadReplay), command(CommandType.deadReplay))
        #expect(try refusals() == ["wrong-state"])
        try bench.record(command(CommandType.deadDrop), command(CommandType.deadDrop))
        #expect(try refusals() == ["wrong-state", "wrong-state"])
        try bench.record(command(CommandType.deadReplay, on: "d0000000000000000"))
        #expect(try bench.reader().entriesByType()["command.refused"] == 3)
        let others = [("nowhere", false, "not-replayable"), ("matcher.31", true, "cut")]
        for (queue, cut, code) in others {
            let event = bench.event(ReplyParsed.type, "r2")
            let letter = Self.letter(bench, of: event, queue: queue, cut: cut)
            try bench.record(letter)
            try bench.record(command(CommandType.deadReplay, on: letter.id.subject("d")))
            let last = try bench.reader().entries(subject: letter.id.subject("d")).last
            #expect(try JSONReader.read(last?.payload ?? "")["data"]?["code"]?.string == code)
        }
        #expect(bench.published.count == 1)
    }

    @Test func whoWasErasedIsNotReplayed() throws {
        let event = bench.event(
            RequestClassified.type, "r2", ["person": .string(LedgerBench.family)])
        let letter = Self.letter(bench, of: event, queue: "matcher.31")
        try bench.record(letter)
        let erase = bench.event(
            CommandType.personErase, nil, by: "stage/intake",
            ["person": .string(LedgerBench.family), "operator": "op1", "reason": "loi 18-07"])
        // In one transaction: the vault has not heard of the erasure yet.
        try bench.record(erase, command(CommandType.deadReplay, on: letter.id.subject("d")))
        #expect(bench.published.isEmpty)
    }

    @Test func aRollbackPublishesNothing() throws {
        try bench.rollBack(command(CommandType.deadReplay))
        try bench.record(bench.event(ReplyParsed.type))
        #expect(bench.published.isEmpty)
        #expect(try bench.rows(.deadLetters).first?["state"] == "recorded")
    }

    @Test func whatFailsAgainNamesTheLetterBefore() throws {
        try bench.record(command(CommandType.deadReplay))
        let reader = try bench.reader()
        func stored() throws -> StoredDeadLetter { try #require(try reader.deadLetter(id)) }
        #expect(try reader.outcome(ofReplayed: stored()) == .unknown)
        #expect(try stored().errors == ["first", "second"])
        #expect(try stored().told?.subject == "r1")
        let again = Self.letter(bench, of: poison, queue: "matcher.31", previous: id)
        try bench.record(again)
        #expect(
            try reader.outcome(ofReplayed: stored()) == .failedAgain(again.id.subject("d")))
        #expect(try reader.deadLetters().map(\.id) == [again.id.subject("d")])
        #expect(try reader.deadLetters(all: true).count == 2)
        let last = try bench.rows(.lettresMortes).last
        #expect(last?["precedente"]?.string == id)
    }

    @Test func whatIsAppliedIsSettled() throws {
        try bench.record(command(CommandType.deadReplay))
        try bench.record(
            bench.event(MatcherApplied.type, nil, ["ids": [.string(poison.id.hex)], "position": 2]))
        let reader = try bench.reader()
        let stored = try #require(try reader.deadLetter(id))
        #expect(try reader.outcome(ofReplayed: stored) == .settled)
    }
}
