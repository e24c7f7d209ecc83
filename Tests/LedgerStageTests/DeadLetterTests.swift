import Foundation
import LedgerStage
import Model
import Testing

@Suite struct DeadLetterTests {
    private func command(_ bench: LedgerBench, _ type: String, _ id: String) -> Event {
        bench.event(
            type, id, by: "stage/intake",
            ["deadLetterId": .string(id), "operator": "op1", "reason": "corrigé"])
    }

    @Test func aDeadLetterIsKeptSealedReplayedAndDropped() throws {
        let bench = try LedgerBench()
        let body: JSON = ["data": ["text": "poison"]]
        let event = bench.deadLetter(stage: "classifier", body: body)
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
        let event = bench.deadLetter(
            stage: "classifier", body: ["data": ["person": .string(LedgerBench.family)]])
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
