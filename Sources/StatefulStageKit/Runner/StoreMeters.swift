import Foundation
import Model
import StageKit
import Synchronization

/// The numbers that only a runner with a store shows, and those of its stage.
struct StoreMeters: Sendable {
    let outboxRows: Gauge
    let inboxPosition: Gauge
    let commit: Histogram
    private let part: String
    private let chamber: [String: String]
    private let figures: [String: Figure]
    private let metrics: Metrics
    private let health: Health

    init(
        _ metrics: Metrics, _ health: Health, stage: String, chamber: String, part: String,
        file: String, clock: any WallClock, figures: [Figure]
    ) {
        self.metrics = metrics
        self.health = health
        self.part = part
        self.chamber = ["chamber": chamber]
        self.figures = Dictionary(figures.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
        let labels = ["stage": stage, "chamber": chamber]
        outboxRows = metrics.gauge(
            "maalem_outbox_rows", "Rows that wait to be published.", labels: labels)
        inboxPosition = metrics.gauge(
            "maalem_inbox_position", "Events that the store has ever entered.", labels: labels)
        commit = metrics.histogram(
            "maalem_stage_commit_seconds", "Time of a commit, on disk when it ends.",
            labels: labels, buckets: Histogram.seconds)
        for (name, suffix) in [("wal", "-wal"), ("file", "")] {
            metrics.reading(
                "maalem_store_\(name)_bytes", "Size of the store's \(name).", labels: labels
            ) { Self.size(file + suffix).map(Double.init) }
        }
        metrics.reading(
            "maalem_clock_lead_seconds",
            "How far the stage's time is ahead of the machine's clock, which stepped back.",
            labels: labels
        ) { clock.lead }
        health.reading(part, "walBytes") { Self.size(file + "-wal").map { .integer($0) } }
        for figure in figures { declare(figure) }
    }

    private static func size(_ path: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        return (attributes?[.size] as? NSNumber)?.int64Value
    }

    /// So that the name stands at `/metrics` before its first value.
    private func declare(_ figure: Figure) {
        switch figure.kind {
        case .count:
            _ = metrics.counters(figure.name, figure.help, labels: chamber, by: "outcome")
        case .level: metrics.reading(figure.name, figure.help, labels: chamber) { nil }
        }
    }

    func count(_ values: [FigureValue]) {
        for value in values {
            guard let figure = figures[value.name] else { continue }
            let labels = chamber.merging(value.labels) { $1 }
            metrics.counter(figure.name, figure.help, labels: labels).add(value.value)
        }
    }

    /// Shows levels; `/status` gets the sum of each.
    func set(_ values: [FigureValue]) {
        var sums: [String: Int] = [:]
        for value in values {
            guard let figure = figures[value.name] else { continue }
            // The name stands there without labels of its own and shows nothing.
            let labels = chamber.merging(value.labels) { $1 }
            metrics.gauge(figure.name, figure.help, labels: labels).set(value.value)
            sums[value.name, default: 0] += value.value
        }
        for (name, sum) in sums { health.fact(part, name, .integer(Int64(sum))) }
    }
}

/// Reads a stage's levels every few seconds.
struct LevelLoop<Stage: StatefulStage>: Sendable {
    let transactions: Transactions<Stage>
    let period: Duration

    /// Returns when the task is cancelled.
    func run() async {
        guard Stage.figures.contains(where: { $0.kind == .level }) else { return }
        while !Task.isCancelled {
            let now = transactions.clock.now()
            do {
                let values = try await transactions.database.queue.read { database in
                    try Stage.levels(Stage.Store(database), at: now)
                }
                transactions.storeMeters.set(values)
            } catch is CancellationError {
                return
            } catch {
                transactions.health.failed("\(transactions.part)/levels", "\(error)")
            }
            guard (try? await pause(until: .now + period)) != nil else { return }
        }
    }
}
