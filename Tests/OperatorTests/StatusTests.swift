import Model
import Testing

@testable import Operator

@Suite struct StatusTests {
    private func stage(_ name: String, _ told: JSON = ["live": true, "ready": true]) -> StageState {
        StageState(name: name, pid: 42, log: "var/log/\(name).log", told: told)
    }

    private func queue(_ name: String, ready: Int = 0, consumers: Int? = 1) -> StatusReport.Queue {
        var queue = StatusReport.Queue(name: name)
        queue.ready = ready
        queue.unacked = 0
        queue.consumers = consumers
        queue.rateIn = 0
        queue.rateOut = 0
        return queue
    }

    /// Everything as it should be.
    private func well() -> StatusReport {
        var report = StatusReport(
            at: Instant(rfc3339: "2026-11-22T03:00:00Z")!, data: "var")
        report.stages = ["intake", "classifier", "matcher", "notifier", "ledger"].map { stage($0) }
        report.queues = [
            "classifier", "dead.00", "dead.31", "feedback.desk", "feedback.web", "intake.commands",
            "intake.rejected", "intake.requests", "ledger.00", "ledger.31", "matcher.31",
            "notifier.31",
        ].map { queue($0) }
        for index in report.queues.indices
        where ["feedback.desk", "feedback.web", "intake.rejected"]
            .contains(report.queues[index].name)
        {
            report.queues[index].isKept = true
            report.queues[index].consumers = 0
        }
        report.alarms = []
        report.casesOpen = 2
        report.casesOverdue = 0
        report.deadLetters = 0
        return report
    }

    private func screen(_ report: StatusReport, height: Int? = 23) -> [String] {
        StatusScreen(report: report, width: 80, height: height, local: LocalTime(zone: "UTC"))
            .lines
    }

    @Test func whereAllIsWellNothingIsFound() {
        #expect(well().findings == [])
        #expect(screen(well())[0].hasSuffix("ALL WELL"))
    }

    @Test func aPausedStageSaysWhyAndWhatMendsIt() {
        var report = well()
        report.stages[2] = stage(
            "matcher",
            [
                "live": true, "ready": false,
                "reasons": ["matcher-31: paused: the store: disk is full (SQLite 13)"],
                "paused": ["matcher-31": "the store: disk is full (SQLite 13)"],
            ])
        #expect(report.stages[2].word == "paused")
        let found = report.findings.first
        #expect(found?.grade == .standstill)
        #expect(found?.text == "matcher: matcher-31: paused: the store: disk is full (SQLite 13)")
        #expect(found?.hint.hasPrefix("df -h var") == true)
    }

    @Test func aNoteOfAReadyStageNeedsAPerson() {
        var report = well()
        report.stages[3] = stage(
            "notifier",
            ["live": true, "ready": true, "notes": ["notifier-31: on hold, nothing is sent: move"]])
        #expect(report.findings.map(\.grade) == [.attention])
        #expect(report.findings[0].hint.contains("maalem hold off"))
    }

    @Test func aStandbyIsNoTrouble() {
        var report = well()
        report.stages.append(
            stage(
                "matcher-2",
                [
                    "live": true, "ready": false, "standby": true,
                    "reasons": ["matcher-31: standby: another instance has the lock"],
                ]))
        #expect(report.stages[5].word == "standby")
        #expect(report.findings == [])
    }

    @Test func aQueueThatNobodyReadsNamesItsStage() {
        var report = well()
        report.queues[2].consumers = 0
        report.queues[2].ready = 7
        #expect(report.findings.map(\.text) == ["dead.31: nobody reads it, 7 wait"])
        #expect(report.findings[0].hint.contains("systemctl start maalem-ledger@31"))
    }

    @Test func peopleAreNeededForCasesAndDeadLetters() {
        var report = well()
        report.casesOverdue = 1
        report.deadLetters = 3
        #expect(report.findings.map(\.grade) == [.attention, .attention])
        #expect(report.findings.map(\.hint).joined().contains("maalem cases"))
        #expect(report.findings.map(\.hint).joined().contains("maalem dead list"))
        #expect(report.findings[0].grade.code.rawValue == 1)
    }

    @Test func theWorstComesFirstAndDecidesTheExitCode() {
        var report = well()
        report.deadLetters = 1
        report.stages[4].silence = "its process 42 is gone"
        report.brokerTrouble = "unreachable"
        #expect(report.findings.map(\.grade) == [.noBroker, .standstill, .attention])
        #expect(report.findings[0].grade.code.rawValue == 69)
        #expect(report.findings[1].grade.code.rawValue == 75)
    }

    @Test func aQueueFarBehindIsToldAndAnEmptyOneHasNoOldest() {
        var report = well()
        report.queues[10].oldest = 300
        report.queues[10].ready = 900
        #expect(report.findings.map(\.text) == ["matcher.31: 5 min behind, 900 wait"])
        let lines = screen(report, height: nil)
        #expect(lines.contains { $0.hasPrefix("matcher.31") && $0.contains("5 min") })
        #expect(lines.contains { $0.hasPrefix("ledger.31") && $0.contains(" - ") })
    }

    @Test func whatNobodyKnowsIsAQuestionMark() {
        var report = well()
        report.queues[0].ready = nil
        report.queues[0].unacked = nil
        report.queues[0].rateIn = nil
        report.queues[0].oldest = nil
        report.casesOpen = nil
        let lines = screen(report, height: nil)
        #expect(lines.contains { $0.hasPrefix("classifier ") && $0.contains("?") })
        #expect(lines.last?.contains("cases ? open") == true)
        #expect(report.json["casesOpen"] == .null)
        #expect(report.json["queues"]?.array?.first?["ready"] == .null)
    }

    @Test(arguments: [0, 1, 3, 12])
    func theScreenFitsEightyColumnsAndTwentyFourLines(troubles: Int) {
        var report = well()
        for index in 0..<min(5, troubles) {
            report.stages[index] = stage(
                report.stages[index].name,
                [
                    "live": true, "ready": false,
                    "reasons": [
                        .string("broker: recovering: " + String(repeating: "very long ", count: 20))
                    ],
                    "lastErrors": ["x": ["text": "a ليلة ليلة", "at": "2026-11-22T02:00:00Z"]],
                ])
        }
        for index in 0..<troubles { report.queues[index].consumers = 0 }
        let lines = screen(report)
        #expect(lines.count <= 23)
        #expect(lines.allSatisfy { TerminalText($0).width <= 80 + 16 })
        #expect(lines.filter { !$0.contains("\u{2068}") }.allSatisfy { $0.count <= 80 })
        #expect(lines.contains { $0.hasPrefix("QUEUE") })
        #expect(lines.contains { $0.hasPrefix("STAGE") })
        #expect(lines.last?.hasPrefix("cases") == true)
    }

    @Test func whatAStageTellsIsRead() {
        let told: JSON = [
            "live": true, "ready": true,
            "lastErrors": [
                "a": ["text": "old", "at": "2026-11-22T01:00:00Z"],
                "b": ["text": "new", "at": "2026-11-22T02:00:00Z"],
            ],
            "parts": [
                "matcher.31": ["batchLimit": 200, "batchInForce": 1, "lagSeconds": 2.5],
                "matcher-31": [
                    "outboxRows": 7, "walBytes": 4096, "maalem_matcher_cases_open": 3,
                ],
            ],
        ]
        let state = stage("matcher", told)
        #expect(state.readings == ["matcher.31": .init(lag: 2.5, batch: 1)])
        #expect(state.outboxRows == 7 && state.walBytes == 4096)
        #expect(state.levels == ["maalem_matcher_cases_open": 3])
        #expect(state.lastError?.text == "new")
        #expect(state.word == "ready")
    }
}
