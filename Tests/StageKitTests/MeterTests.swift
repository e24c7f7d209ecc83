import Model
import StageKit
import Synchronization
import Testing

@Suite struct MeterTests {
    let line = ToyLine()

    @Test func aReadingIsTakenWhenAskedForAndMayBeUnknown() {
        let metrics = Metrics()
        let level = Mutex<Double?>(nil)
        metrics.reading("maalem_level", "A level.") { level.withLock { $0 } }
        #expect(!metrics.exposition.contains("\nmaalem_level "))
        level.withLock { $0 = 3 }
        #expect(metrics.exposition.contains("\nmaalem_level 3\n"))
    }

    @Test func aFamilyOfCountersIsNamedBeforeItsFirstValue() {
        let metrics = Metrics()
        let codes = metrics.counters("maalem_codes_total", "By code.", by: "code")
        #expect(metrics.exposition.contains("# TYPE maalem_codes_total counter\n"))
        codes.add("not-json")
        codes.add("not-json", 2)
        #expect(metrics.exposition.contains(#"maalem_codes_total{code="not-json"} 3"#))
    }

    @Test func refusalsAreCountedByCodeAndEventsByType() async throws {
        try await line.publish(["1", "bad", "2"])
        let runner = line.runner()
        let running = Task { try await runner.run() }
        try await line.until("all is handled") { line.broker.depth(of: "in") == 0 }
        runner.stop()
        try await running.value
        let shown = line.metrics.exposition
        #expect(shown.contains(#"maalem_stage_rejected_total{code="not-json",stage="toy"} 1"#))
        #expect(shown.contains(#"maalem_stage_said_total{stage="toy",type="input.rejected"} 1"#))
        #expect(shown.contains(#"maalem_stage_lag_seconds{queue="in",stage="toy"} 0"#))
    }

    @Test func aPauseSaysWhatItWaitsForAndEnds() async throws {
        try await line.publish(["1"])
        line.broker.refuseNext(2)
        let paused = #"maalem_stage_paused{reason="broker",stage="toy"} "#
        let runner = line.runner()
        let running = Task { try await runner.run() }
        try await line.until("it is through") { line.said == ["1"] }
        runner.stop()
        try await running.value
        #expect(line.metrics.exposition.contains(paused + "0"))
        #expect(line.metrics.exposition.contains(#"{reason="store",stage="toy"} 0"#))
    }

    @Test func theAgeOfWhatIsInHandIsKnownOnlyWhileTheQueueIsConsumed() throws {
        let clock = TurnedClock()
        let hand = InHand(
            QueueOptions("in"), labels: [:], clock: clock, health: line.health,
            metrics: line.metrics)
        #expect(hand.lag == nil)
        hand.isConsuming(true)
        #expect(hand.lag == 0)
        let said = Event(
            id: EventID(body: []), source: "stage/a", type: "a.b", subject: nil,
            chamber: ChamberCode("31")!, time: clock.now().advanced(seconds: -90),
            causeID: EventID(body: []),
            traceparent: Traceparent(startingAt: EventID(body: [])), data: [:])
        hand.took([delivery(Exchanges.dispatch, said.body)])
        hand.took([delivery("inputs", said.body)])
        #expect(hand.lag == 90)
        // The time of an input is its sender's word: from the taking on.
        hand.settled()
        clock.turn(seconds: 5)
        #expect(hand.lag == 5)
        hand.settled()
        hand.isConsuming(false)
        #expect(hand.lag == nil)
    }

    @Test func theStatusSaysWhatAndWhenOfTheLastError() throws {
        let clock = TurnedClock()
        let health = Health(stage: "toy", clock: clock)
        let metrics = Metrics()
        health.show(in: metrics)
        let last = "maalem_stage_last_error_timestamp_seconds"
        #expect(metrics.exposition.contains("\(last){stage=\"toy\"} 0\n"))
        health.failed("in", "broken")
        health.reading("in", "depth") { 3 }
        #expect(health.status["lastErrors"]?["in"]?["text"] == "broken")
        #expect(health.status["lastErrors"]?["in"]?["at"]?.string == clock.now().rfc3339)
        #expect(health.status["parts"]?["in"]?["depth"] == 3)
        #expect(!metrics.exposition.contains("\(last){stage=\"toy\"} 0\n"))
        health.notReady("toy-31", "\(Health.standby): another has the lock")
        #expect(metrics.exposition.contains(#"maalem_stage_standby{stage="toy"} 1"#))
        #expect(metrics.exposition.contains(#"maalem_stage_ready{stage="toy"} 0"#))
    }

    private func delivery(_ exchange: String, _ body: [UInt8]) -> Delivery {
        Delivery(
            tag: Delivery.Tag(epoch: 1, number: 1), exchange: exchange, routingKey: "in",
            body: body)
    }
}

/// A clock that a test turns.
private final class TurnedClock: WallClock {
    private let time = Mutex(Instant(rfc3339: "2026-11-22T09:00:00Z")!)

    func now() -> Instant { time.withLock { $0 } }
    func turn(seconds: Int) { time.withLock { $0 = $0.advanced(seconds: seconds) } }
}
