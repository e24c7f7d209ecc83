import AMQP
import Foundation
import LedgerStage
import Model
import Operator
import StageKit
import StatefulStageKit

extension Town {
    /// Waits until nothing moves: people have typed, every request has an end or a case, queues and
    /// outboxes are empty, and the ledger has stopped growing.
    /// - Throws: `Fault` with what still moves
    func rest(within limit: Duration = .seconds(180)) async throws {
        let deadline = ContinuousClock.now.advanced(by: limit)
        let management = try ManagementClient(url: system.run.managementURL)
        var quiet = 0
        var entries = -1
        while quiet < 3 {
            try await people.finish()
            let moving = await obstacle(management)
            let now = try ledger.entriesByType().values.reduce(0, +)
            quiet = moving == nil && now == entries ? quiet + 1 : 0
            entries = now
            guard .now < deadline else {
                throw Fault("not at rest within \(limit): \(moving ?? "the ledger grows")")
            }
            try await pause(until: .now + .milliseconds(500))
        }
    }

    private func obstacle(_ management: ManagementClient) async -> String? {
        do {
            let requests = books.figures.requests
            let waiting = try DemoFigures(ledger: ledger, requests: requests).waiting
            if waiting > 0 { return "\(waiting) requests wait" }
            for queue in try await management.queues() where Self.isWork(queue.name) {
                let depth = (queue.messagesReady ?? 0) + (queue.messagesUnacknowledged ?? 0)
                if depth > 0 { return "\(depth) messages in \(queue.name)" }
            }
            for store in Self.stores {
                let rows = try StoreInspection(path: "\(data)/\(store).sqlite").waiting
                if rows > 0 { return "\(rows) rows in the outbox of \(store)" }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// Refused inputs and what channels fetch for themselves wait for others.
    static func isWork(_ queue: String) -> Bool {
        queue != "intake.rejected" && !queue.hasPrefix("feedback.")
    }

    static let stores = ["matcher-31", "notifier-31", "ledger-31", "ledger-00"]
}
