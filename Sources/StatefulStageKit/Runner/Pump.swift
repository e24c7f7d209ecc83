import Logging
import Model
import StageKit

/// Publishes the outbox in order and forgets what is confirmed. Confirmed rows leave the store with
/// the next transaction, or with one of their own when the stage is idle.
struct Pump<Stage: StatefulStage>: Sendable {
    let transactions: Transactions<Stage>
    let delivering: Delivering
    /// Nothing more is posted from here on.
    let finished: Latch

    private static var window: Int { 500 }

    /// Returns when the task is cancelled, or when nothing more comes and all is published.
    func run() async {
        let outbox = transactions.outbox
        let name = "\(transactions.part)/outbox"
        while !Task.isCancelled {
            transactions.health.beat(name)
            transactions.health.fact(
                transactions.part, "outboxRows", .integer(Int64(outbox.depth)))
            do {
                let isLast = finished.isOpen
                let rows = try await next()
                if !rows.isEmpty {
                    try await delivering.publish(rows.map(\.message))
                    outbox.confirmed(rows)
                } else if outbox.hasRemains {
                    // A transaction that comes soon takes them along.
                    if !isLast { await outbox.signal.wait(until: .now + .milliseconds(50)) }
                    if outbox.take(0) != nil, outbox.hasRemains { try await remove() }
                } else if isLast {
                    break
                } else {
                    await outbox.signal.wait(until: .now + .seconds(5))
                }
            } catch { break }
        }
        transactions.health.ended(name)
    }

    private func next() async throws -> [OutboxRow] {
        let outbox = transactions.outbox
        if let rows = outbox.take(Self.window) { return rows }
        let taken = outbox.taken
        let rows = try await rows(after: taken)
        outbox.read(rows)
        return rows
    }

    private func rows(after sequence: Int64) async throws -> [OutboxRow] {
        var backoff = Backoff(transactions.options)
        while true {
            do {
                let limit = Self.window
                return try await transactions.database.queue.read { database in
                    try KitTables.outbox(after: sequence, limit: limit, database)
                }
            } catch {
                try Task.checkCancellation()
                transactions.health.failed(transactions.part, "\(error)")
                try await pause(until: backoff.next())
            }
        }
    }

    private func remove() async throws {
        let sequence = transactions.outbox.confirmed
        try await transactions.run { core, database in
            var applied = Applied()
            try database.inTransaction(.immediate) {
                try KitTables.removeOutbox(through: sequence, database)
                return .commit
            }
            applied.removed = sequence
            return applied
        }
    }
}
