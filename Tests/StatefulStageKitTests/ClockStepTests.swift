import Foundation
import Logging
import Model
import StageKit
import StatefulStageKit
import Testing

@Suite("A machine's clock that is set while a stage runs")
struct ClockStepTests {
    private let works: ToyWorks

    init() throws { works = try ToyWorks() }

    private func runner() -> StatefulRunner<ToyStage> {
        StatefulRunner(
            stage: ToyStage(), chamber: oran, file: works.file,
            queues: [QueueOptions("toy.31", batch: 10, prefetch: 20)], broker: works.broker,
            options: works.options, clock: SteadyClock(works.clock), health: works.health,
            metrics: works.metrics, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func aClockSetBackAnHourMakesNobodyWaitAnHour() async throws {
        let runner = runner()
        let running = Task { try await runner.run() }
        try await works.publish([toyEvent("1", amount: 1)])
        try await works.until("it is said") { works.said.count >= 1 }
        works.clock.turn(seconds: -3600)
        try await works.until("the clock rang") { works.said.count == 2 }
        #expect(works.said[0].time < works.said[1].time)
        runner.stop()
        try await running.value
    }

    @Test func aStageThatStartsAnHourBeforeItEndedGoesOnFromWhereItWas() async throws {
        let before = runner()
        let running = Task { try await before.run() }
        try await works.publish([toyEvent("1", amount: 1)])
        try await works.until("it is said") { works.said.count >= 1 }
        before.stop()
        try await running.value
        works.clock.turn(seconds: -3600)
        let after = runner()
        let again = Task { try await after.run() }
        try await works.until("the clock rang") { works.said.count == 2 }
        #expect(works.said[0].time < works.said[1].time)
        after.stop()
        try await again.value
    }
}
