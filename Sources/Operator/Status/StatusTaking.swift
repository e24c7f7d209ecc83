import AMQP
import Bootstrap
import Configuration
import Foundation
import Model
import PipelineSpec
import StageKit

/// Gathers a status report: the stages over HTTP, the queues from the management API, and from the
/// ledger what a stage that is gone can no longer tell.
struct StatusTaking: Sendable {
    let place: PlaceOptions
    let management: ManagementClient?
    /// Stages to ask instead of those that files name.
    let named: [RunFile.Stage]
    /// Queues whose readers may be away.
    private let kept: Set<String>

    init(place: PlaceOptions, management: ManagementClient?, named: [RunFile.Stage] = []) {
        self.named = named
        self.place = place
        self.management = management
        let topology = try? Pipelines.load(directory: place.pipelines)
        let queues = topology?.declarations(chambers: []).queues ?? []
        kept = Set(
            queues.filter { $0.reader == .operators || $0.reader == .channels }.map(\.name))
    }

    /// - Throws: `Failure` where run.json is no run file
    func take() async throws -> StatusReport {
        var report = StatusReport(at: SystemClock().now(), data: place.data)
        async let stages = StageState.ask(try addresses())
        do {
            let queues = try await management?.queues()
            report.stages = try await stages
            report.queues = (queues ?? []).map { queue in
                let readers = report.stages.compactMap { $0.readings[queue.name] }
                return StatusReport.Queue(
                    queue, isKept: kept.contains(queue.name),
                    lag: readers.compactMap(\.lag).max())
            }.sorted { $0.name < $1.name }
            report.alarms = try? await management?.alarms()
            if management == nil { report.brokerTrouble = "no address of the management API" }
        } catch let error as BrokerError {
            report.stages = try await stages
            report.brokerTrouble = "\(error)"
        }
        report.chambers = place.chambersWithLedger()
        count(&report)
        return report
    }

    /// The stages that were named, those of run.json, or those of `http` in maalem.yaml where
    /// another starts them.
    private func addresses() throws -> [RunFile.Stage] {
        if !named.isEmpty { return named }
        if let run = try RunFile.load(data: place.data) { return run.stages }
        let settings = try? Settings.load(directory: place.config)
        return Stage.allCases.compactMap { stage in
            settings?.http[stage.rawValue].map {
                RunFile.Stage(name: stage.rawValue, pid: 0, http: "http://\($0)", log: "")
            }
        }
    }

    private func count(_ report: inout StatusReport) {
        report.casesOpen = report.level("maalem_matcher_cases_open")
        report.casesOverdue = report.level("maalem_matcher_cases_overdue")
        report.deadLetters = report.level("maalem_ledger_dead_letters_open")
        report.ledgerEntries = report.level("maalem_ledger_entries")
        guard report.casesOpen == nil || report.deadLetters == nil else { return }
        let now = report.at.rfc3339
        var (open, overdue, dead) = (0, 0, 0)
        var isKnown = false
        for chamber in report.chambers + [.unreadable] {
            guard let ledger = try? place.ledger(chamber),
                let cases = try? ledger.rows(of: .cases, limit: 1_000_000),
                let letters = try? ledger.rows(of: .deadLetters, limit: 1_000_000)
            else { continue }
            isKnown = true
            let rows = cases.named.filter { ($0["closed_at"] ?? .null) == .null }
            open += rows.count
            overdue += rows.count { ($0["deadline"]?.string ?? "9") < now }
            dead += letters.named.count { $0["state"] == "recorded" }
        }
        guard isKnown else { return }
        report.casesOpen = report.casesOpen ?? open
        report.casesOverdue = report.casesOverdue ?? overdue
        report.deadLetters = report.deadLetters ?? dead
    }
}
