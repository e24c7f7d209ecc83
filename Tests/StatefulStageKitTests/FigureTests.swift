import Foundation
import GRDB
import Model
import StageKit
import StatefulStageKit
import Testing

@Suite struct FigureTests {
    @Test func whatAStageCountsAndReadsOfItsOwnIsShown() async throws {
        let works = try ToyWorks()
        try await works.publish((1...3).map { toyEvent("\($0)", amount: 2) })
        let runner = works.runner()
        let running = Task { try await runner.run() }
        try await works.until("all is said") { works.said.count == 3 }
        try await works.until("the levels are read") {
            works.metrics.exposition.contains(#"toy_subjects{chamber="31",size="all"} "#)
        }
        runner.stop()
        try await running.value
        let shown = works.metrics.exposition
        #expect(shown.contains(#"toy_said_total{chamber="31",outcome="total"} 3"#))
        #expect(shown.contains(#"maalem_inbox_position{chamber="31",stage="toy"} 3"#))
        #expect(shown.contains("maalem_stage_commit_seconds_count"))
        #expect(works.health.status["parts"]?["toy-31"]?["toy_subjects"] != nil)
        #expect(works.health.status["parts"]?["toy-31"]?["walBytes"]?.integer != nil)
    }
}
