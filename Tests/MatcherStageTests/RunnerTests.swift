import Model
import StatefulStageKit
import Testing

@testable import MatcherStage

/// The matcher in the runner's own transactions.
@Suite struct RunnerTests {
    private func harness() throws -> StageHarness<MatcherStage> {
        try StageHarness(
            MatcherStage(chamber: City.chamber(), catalogue: City.catalogue),
            chamber: ChamberCode("31")!)
    }

    @Test(arguments: [11, 12] as [UInt64])
    func theRunnerHearsTheSameAsTheDesk(seed: UInt64) throws {
        let desk = try Desk()
        var life = CityLife(desk, seed: seed)
        try life.live(150)
        let harness = try harness()
        var said: [Event] = []
        for (now, input) in desk.inputs {
            switch input {
            case .event(let event): said += try harness.deliver(event, at: now)
            case .clocks: said += try harness.tick(at: now)
            }
        }
        #expect(said.map(\.id) == desk.said.map(\.id))
        #expect(said.map(\.data) == desk.said.map(\.data))
    }

    @Test func theRulesAreAdoptedOnceAndBeforeAnythingElse() throws {
        let harness = try harness()
        #expect(harness.nextDue == Instant(milliseconds: 0))
        let now = Instant(rfc3339: "2026-11-22T08:00:00Z")!
        let first = try harness.tick(at: now)
        #expect(first.map(\.type) == [ConfigAdopted.type, MatcherApplied.type])
        let rules: ConfigAdopted = try first[0].payload()
        let tally: MatcherApplied = try first[1].payload()
        #expect(tally.ids == ["config:\(rules.hash)"])
        #expect(first[0].causeID == EventID(netstrings: ["config", rules.hash]))
        try harness.reload()
        #expect(try harness.tick(at: now.advanced(seconds: 60)).isEmpty)
    }

    @Test func theSameIdWithAnotherContentIsACaseOnce() throws {
        let harness = try harness()
        let now = Instant(rfc3339: "2026-11-22T08:00:00Z")!
        let desk = try Desk()
        let first = try harness.event(desk.record("P1"), now)
        let other = try harness.event(desk.record("P1", in: [City.canastel]), now)
        _ = try harness.deliver(first, at: now)
        #expect(try harness.deliver(first, at: now).isEmpty)
        let told = try harness.deliver(other, at: now)
        #expect(told.map(\.type) == [CaseOpened.type, MatcherApplied.type])
        let file: CaseOpened = try told[0].payload()
        #expect(file.kind == .conflict)
        #expect(file.about == first.id.hex)
        #expect(try harness.deliver(other, at: now).isEmpty)
    }

    @Test func aDisputedRequestIsOneCaseHoweverManyOfItsEventsDiffer() throws {
        let harness = try harness()
        let now = Instant(rfc3339: "2026-11-22T08:00:00Z")!
        func told(_ type: String, _ digest: String, about request: String) -> Event {
            let cause = EventID(source: "test", id: type + request)
            return Event(
                id: EventID(cause: cause, type: "conflict.recorded", discriminator: digest),
                source: "stage/ledger", type: "conflict.recorded", subject: request,
                chamber: ChamberCode("31")!, time: now, causeID: cause,
                traceparent: Traceparent(startingAt: cause),
                data: ["type": .string(type), "contentDigest": .string(digest)])
        }
        func opened(_ event: Event) throws -> Int {
            try harness.deliver(event, at: now).count { $0.type == CaseOpened.type }
        }
        #expect(try opened(told(RequestAccepted.type, "aa", about: "r1")) == 1)
        #expect(try opened(told(RequestClassified.type, "bb", about: "r1")) == 0)
        #expect(try opened(told(RequestAccepted.type, "cc", about: "r2")) == 1)
        #expect(try opened(told("job.report", "dd", about: "r1")) == 1)
    }

    @Test func aConflictThatOnlyTheLedgerSawIsACaseToo() throws {
        let harness = try harness()
        let now = Instant(rfc3339: "2026-11-22T08:00:00Z")!
        let desk = try Desk()
        let first = try harness.event(desk.record("P1"), now)
        let other = try harness.event(desk.record("P1", in: [City.canastel]), now)
        let told = Event(
            id: EventID(
                cause: first.id, type: "conflict.recorded", discriminator: other.contentDigest),
            source: "stage/ledger", type: "conflict.recorded", subject: nil,
            chamber: first.chamber, time: now, causeID: first.id, traceparent: first.traceparent,
            data: [
                "type": .string(other.type), "source": .string(other.source),
                "contentDigest": .string(other.contentDigest),
            ])
        _ = try harness.deliver(first, at: now)
        let opened = try harness.deliver(told, at: now)
        #expect(opened.map(\.type) == [CaseOpened.type, MatcherApplied.type])
        let file: CaseOpened = try opened[0].payload()
        #expect(file.about == first.id.hex)
        // The matcher sees it itself later: the same case.
        #expect(try harness.deliver(other, at: now).isEmpty)
    }

    @Test func whatAClockSaysCarriesTheTraceOfItsRequest() throws {
        let harness = try harness()
        let now = Instant(rfc3339: "2026-11-22T08:00:00Z")!
        let desk = try Desk()
        let ask = try harness.event(
            desk.request("r1", from: "Zohra", desk.triage(in: nil)), named: "ask", at: now)
        _ = try harness.deliver(ask, at: now)
        let late = try harness.tick(at: now.advanced(seconds: 1800))
        let opened = try #require(late.first { $0.type == CaseOpened.type })
        #expect(opened.traceparent.traceID == ask.traceparent.traceID)
    }
}

extension StageHarness {
    /// A record under one id, whatever it says.
    fileprivate func event(_ record: ArtisanRecord, _ now: Instant) throws -> Event {
        let draft = Draft(
            type: CommandType.artisanRegistered, subject: nil, data: try JSON(encoding: record))
        return event(draft, named: "record", at: now)
    }
}
