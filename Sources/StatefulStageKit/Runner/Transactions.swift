import GRDB
import Logging
import Model
import StageKit
import Synchronization

/// Runs a stage's transactions on the store's own thread, and tells the rest of the runner what
/// came of them. While the store is in trouble the part is paused and probes (law 5).
final class Transactions<Stage: StatefulStage>: Sendable {
    struct Clocks: Sendable {
        /// When the stage's next clock rings.
        var due: Instant?
        var lastNow = Instant(milliseconds: .min)
        /// A clock failed; none rings until then.
        var heldUntil: ContinuousClock.Instant?
        var backoff: Backoff
    }

    let core: StageCore<Stage>
    let database: StageDatabase
    let clock: any WallClock
    let options: RunnerOptions
    let health: Health
    /// The runner's name in the health: `matcher-31`.
    let part: String
    let logger: Logger
    let meters: RunnerMeters
    let storeMeters: StoreMeters
    let outbox: Outbox
    /// Raised after each transaction: a clock may be due sooner, an effect may be ready.
    let clockSignal = Signal()
    let effectSignal = Signal()
    let clocks: Mutex<Clocks>

    init(
        core: StageCore<Stage>, database: StageDatabase, clock: any WallClock,
        options: RunnerOptions, health: Health, part: String, logger: Logger, meters: RunnerMeters,
        storeMeters: StoreMeters
    ) {
        self.core = core
        self.database = database
        self.clock = clock
        self.options = options
        self.health = health
        self.part = part
        self.logger = logger
        self.meters = meters
        self.storeMeters = storeMeters
        outbox = Outbox(gauge: storeMeters.outboxRows)
        clocks = Mutex(Clocks(backoff: Backoff(options)))
    }

    /// Who runs a transaction. The effect loop looks for effects after each of its own anyway: told
    /// of them, it would go round for ever.
    enum Runner: Sendable { case effects, others }

    /// Runs a transaction until the store takes it.
    /// - Throws: `StageFault`, `CancellationError`
    @discardableResult
    func run(
        by runner: Runner = .others,
        _ body: @escaping @Sendable (StageCore<Stage>, Database) throws -> Applied
    ) async throws -> Applied {
        var backoff = Backoff(options)
        var isPaused = false
        while true {
            do {
                let applied = try await attempt(body, by: runner)
                if isPaused { report(nil) }
                return applied
            } catch let fault as StageFault where !fault.isLoad {
                throw fault
            } catch {
                if Task.isCancelled { throw CancellationError() }
                outbox.doubt()
                isPaused = true
                report(StoreTrouble(error)?.text ?? "\(error)")
                try await pause(until: backoff.next())
            }
        }
    }

    private func attempt(
        _ body: @escaping @Sendable (StageCore<Stage>, Database) throws -> Applied,
        by runner: Runner
    ) async throws -> Applied {
        let applied = try await database.queue.writeWithoutTransaction { [core, outbox] database in
            do {
                let applied = try body(core, database)
                // Here, on the store's thread, so that rows are posted in the order of commits.
                outbox.posted(applied.rows)
                return applied
            } catch let error as DatabaseError where StoreTrouble(error) == nil {
                // The commit itself was refused: a broken constraint is the stage's doing.
                throw StageFault.event(error)
            }
        }
        if let removed = applied.removed { outbox.removed(through: removed) }
        clocks.withLock { clocks in
            clocks.lastNow = max(clocks.lastNow, applied.now)
            if applied.looked { clocks.due = applied.nextDue }
        }
        meters.duplicates.add(applied.duplicates)
        meters.conflicts.add(applied.conflicts)
        meters.clocks.add(applied.rung)
        if applied.commit > .zero { storeMeters.commit.observe(applied.commit.inSeconds) }
        if let position = applied.position { storeMeters.inboxPosition.set(Double(position)) }
        for event in applied.events {
            meters.said.add(event.type)
            storeMeters.count(Stage.counts(of: event))
        }
        clockSignal.raise()
        if runner != .effects { effectSignal.raise() }
        return applied
    }

    /// Whether clocks may ring now.
    var rings: Bool {
        clocks.withLock { clocks in clocks.heldUntil.map { $0 <= .now } ?? true }
    }

    /// Work with what every transaction does besides.
    func work(_ events: [Incoming] = [], letters: [Letter] = []) -> Work {
        Work(
            events: events, letters: letters, rings: rings, clockLimit: options.clockLimit,
            confirmedThrough: outbox.hasRemains ? outbox.confirmed : 0)
    }

    /// A clock failed: events go on, clocks wait.
    func hold(_ fault: StageFault) {
        let until = clocks.withLock { clocks in
            let until = clocks.backoff.next()
            clocks.heldUntil = until
            return until
        }
        meters.faults.add()
        health.paused("\(part)/clocks", "\(fault)")
        meters.paused(.clock, true)
        logger.error(
            "clocks are held", error: fault.underlying,
            metadata: ["part": "\(part)", "for": "\(until - .now)"])
    }

    /// Clocks have rung again.
    func release() {
        let wasHeld = clocks.withLock { clocks in
            defer {
                clocks.heldUntil = nil
                clocks.backoff = Backoff(options)
            }
            return clocks.heldUntil != nil
        }
        guard wasHeld else { return }
        health.paused("\(part)/clocks", nil)
        meters.paused(.clock, false)
    }

    private func report(_ trouble: String?) {
        health.paused(part, trouble)
        meters.paused(.store, trouble != nil)
        if let trouble {
            logger.warning("paused: \(trouble)", metadata: ["part": "\(part)"])
        } else {
            logger.notice("goes on", metadata: ["part": "\(part)"])
        }
    }
}
