import Model
import StageKit

/// Lets the stage's clocks ring when nothing else does.
struct ClockLoop<Stage: StatefulStage>: Sendable {
    let transactions: Transactions<Stage>

    /// Returns when the task is cancelled or once stopped.
    func run(stopping: Latch) async {
        let name = "\(transactions.part)/clocks"
        while !Task.isCancelled && !stopping.isOpen {
            transactions.health.beat(name)
            if let wait = wait() {
                await transactions.clockSignal.wait(until: .now + min(wait, .seconds(5)))
                continue
            }
            do {
                try await ring()
            } catch let fault as StageFault {
                transactions.hold(fault)
            } catch { break }
        }
        transactions.health.ended(name)
    }

    /// How long there is nothing to do; `nil`: a clock is due.
    private func wait() -> Duration? {
        let now = transactions.clock.now()
        return transactions.clocks.withLock { clocks in
            if let held = clocks.heldUntil, held > .now { return held - .now }
            // Held clocks are tried again, although nobody could ask when they are due.
            guard clocks.heldUntil == nil else { return nil }
            guard let due = clocks.due else { return .seconds(5) }
            let wait = due.milliseconds - max(now, clocks.lastNow).milliseconds
            return wait > 0 ? .milliseconds(wait) : nil
        }
    }

    private func ring() async throws {
        let now = transactions.clock.now()
        let work = transactions.work()
        try await transactions.run { core, database in
            try core.apply(work, in: database, at: now)
        }
        if work.rings { transactions.release() }
    }
}
