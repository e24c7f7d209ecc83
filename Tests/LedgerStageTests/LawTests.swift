import LedgerStage
import Model
import Testing

/// What an inspection of the laws must find, and must not.
@Suite struct LawTests {
    private func said(_ bench: LedgerBench, by source: String, seconds: Int) -> Event {
        let event = bench.event("job.report", "r1", by: source)
        return Event(
            id: event.id, source: source, type: event.type, subject: event.subject,
            chamber: event.chamber, time: event.time.advanced(seconds: seconds),
            causeID: event.causeID, traceparent: event.traceparent, data: event.data)
    }

    @Test func aStageWhoseClockSteppedBackIsNamed() throws {
        let bench = try LedgerBench()
        try bench.record(said(bench, by: "stage/matcher", seconds: 0))
        try bench.record(said(bench, by: "stage/intake", seconds: -3600))
        #expect(try bench.reader().backwardSteps() == [])
        try bench.record(said(bench, by: "stage/matcher", seconds: -3600))
        let found = try bench.reader().backwardSteps()
        #expect(found == ["the time of stage/matcher runs back 1 times, first at entry 3"])
    }

    @Test func theOrderInWhichABrokerHandsOutAgainIsNoStep() throws {
        let bench = try LedgerBench()
        for seconds in [0, -30, 5, -20] {
            try bench.record(said(bench, by: "stage/matcher", seconds: seconds))
        }
        #expect(try bench.reader().backwardSteps() == [])
    }

    @Test func theLedgersOwnTimesMayNotRunBackAtAll() throws {
        let bench = try LedgerBench()
        try bench.record(said(bench, by: "stage/matcher", seconds: 0))
        try bench.record(said(bench, by: "stage/matcher", seconds: 0))
        try bench.tamper("UPDATE entry SET recorded_at = '2026-11-22T08:00:00.000Z' WHERE seq = 2")
        #expect(try bench.reader().backwardSteps().count == 1)
    }
}
