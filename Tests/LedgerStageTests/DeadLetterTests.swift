import Foundation
import LedgerStage
import Model
import Testing

@Suite struct DeadLetterTests {
    private func deadLetter(
        _ bench: LedgerBench, stage: String, cause: EventID? = nil, body: JSON
    ) -> Event {
        bench.event(
            "dead.lettered", nil, by: "stage/\(stage)", cause: cause,
            [
                "stage": .string(stage), "queue": .string("\(stage).31"), "reason": "fault",
                "error": "overflow", "attempts": 2, "headers": [:],
                "exchange": "maalem.dispatch", "routingKey": "request.accepted.31",
                "personal": [
                    "bodyBase64": .string(Data(body.canonicalBytes).base64EncodedString())
                ],
            ])
    }

    private func command(_ bench: LedgerBench, _ type: String, _ id: String) -> Event {
        bench.event(
            type, nil, by: "stage/intake",
            ["deadLetterId": .string(id), "operator": "op1", "reason": "corrigé"])
    }

    @Test func aDeadLetterIsKeptSealedReplayedAndDropped() throws {
        let bench = try LedgerBench()
        let body: JSON = ["data": ["text": "poison"]]
        let event = deadLetter(bench, stage: "classifier", body: body)
        try bench.record(event)
        let id = event.id.subject("d")
        func letter() throws -> StoredDeadLetter? { try bench.reader().deadLetter(id) }

        #expect(try letter()?.body == body.canonicalBytes)
        #expect(try letter()?.state == "recorded")
        #expect(try LedgerReader(path: bench.path).deadLetter(id)?.body == nil)
        let entry = try #require(try bench.reader().entry(eventID: event.id))
        #expect(entry.type == "dead.recorded")
        #expect(entry.subject == id)
        #expect(!entry.payload.contains("bodyBase64"))

        try bench.record(command(bench, CommandType.deadReplay, id))
        #expect(try letter()?.state == "replayed")
        #expect(try bench.rows(.deadLetters).first?["state"] == "replayed")
        try bench.record(command(bench, CommandType.deadDrop, id))
        #expect(try letter()?.state == "dropped")
        #expect(try letter()?.body == nil)
        #expect(try bench.rows(.lettresMortes).first?["etat"] == "dropped")
        #expect(try LedgerVerifier.verify(path: bench.path).isWhole)
    }

    @Test func erasingAPersonReachesTheirDeadLetters() throws {
        let bench = try LedgerBench()
        let event = deadLetter(
            bench, stage: "classifier", body: ["data": ["person": .string(LedgerBench.family)]])
        try bench.record(event)
        try bench.record(
            bench.event(
                CommandType.personErase, nil, by: "stage/intake",
                ["person": .string(LedgerBench.family), "operator": "op1", "reason": "loi 18-07"]))
        #expect(throws: SealError.self) {
            try bench.reader().deadLetter(event.id.subject("d"))
        }
    }

    @Test func aBodyThatIsNoEventIsKeptAllTheSame() throws {
        let bench = try LedgerBench()
        let event = bench.event("dead.lettered", nil, ["personal": ["bodyBase64": "AP8="]])
        try bench.record(event)
        #expect(try bench.reader().deadLetter(event.id.subject("d"))?.body == [0, 255])
    }

    @Test func theAccountCountsEachInputOnce() throws {
        let bench = try LedgerBench()
        let unreadable = try LedgerBench()
        func input(_ id: String) -> EventID { EventID(source: "channel/sms", id: id) }
        func said(_ type: String, _ id: String, _ data: JSON = [:]) -> Event {
            bench.event(type, nil, by: "stage/intake", cause: input(id), data)
        }
        try bench.record(
            said(RequestAccepted.type, "1"), said(ReplyParsed.type, "2"),
            said(InputRejected.type, "3", ["exchange": "maalem.in"]),
            said(InputRejected.type, "4", ["exchange": "maalem.commands"]),
            said(CommandType.conventionSigned, "5"),
            deadLetter(bench, stage: "intake", cause: input("6"), body: [:]),
            deadLetter(bench, stage: "intake", cause: input("7"), body: [:]),
            said(RequestAccepted.type, "7"))
        // One input died before its chamber was known and went through later; one stays dead.
        try unreadable.record(
            deadLetter(unreadable, stage: "intake", cause: input("1"), body: [:]),
            deadLetter(unreadable, stage: "intake", cause: input("8"), body: [:]))

        let account = try LedgerAccount(
            chambers: [try bench.reader()], unreadable: try unreadable.reader())
        #expect(account.inputs["maalem.in"] == InputCount(settled: 3, rejected: 1, dead: 2))
        #expect(account.inputs["maalem.commands"] == InputCount(settled: 1, rejected: 1))
        #expect(account.total.known == 8)
        #expect(try bench.reader().outcome(ofInput: input("7")) == .settled)
        #expect(try bench.reader().outcome(ofInput: input("6")) == .dead)
        #expect(try bench.reader().outcome(ofInput: input("9")) == nil)
    }

    @Test func theAccountOfAStageShowsWhatItHasNotAnswered() throws {
        let bench = try LedgerBench()
        let requests = (1...4).map { bench.accepted("r\($0)") }
        try bench.record(requests)
        let classified = bench.event(
            RequestClassified.type, "r1", by: "stage/classifier", cause: requests[0].id)
        try bench.record(
            classified, deadLetter(bench, stage: "classifier", cause: requests[1].id, body: [:]),
            bench.event(
                MatcherApplied.type, nil,
                ["ids": [.string(classified.id.hex), "clock:x"], "position": 2]))
        let reader = try bench.reader()
        #expect(try reader.classifierCount() == StageCount(known: 4, settled: 1, dead: 1))
        #expect(
            try reader.matcherCount(types: ["request.classified", "reply.parsed"])
                == StageCount(known: 1, settled: 1, dead: 0))
    }

    @Test func aTraceFollowsARequestToEverythingItCaused() throws {
        let bench = try LedgerBench()
        let request = bench.accepted("r1")
        let offer = bench.event(OfferMade.type, "r1", cause: request.id, ["offerId": "o1"])
        let opened = bench.event(CaseOpened.type, "c1", cause: offer.id)
        let reply = bench.event(ReplyParsed.type, by: "stage/intake")
        let accepted = bench.event(OfferEnded.accepted, "r1", cause: reply.id)
        try bench.record(
            request, bench.accepted("r2"), offer, opened, reply, accepted,
            bench.event(CaseChanged.closed, "c1"), bench.event(CaseChanged.closed, "c2"))
        let trace = try bench.reader().trace(subject: "r1")
        #expect(
            trace.map(\.type) == [
                "request.accepted", "offer.made", "case.opened", "reply.parsed",
                "offer.accepted", "case.closed",
            ])
        #expect(try bench.reader().offer("o1")?.eventID == offer.id.hex)
    }
}
