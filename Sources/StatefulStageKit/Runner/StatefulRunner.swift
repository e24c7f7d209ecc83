import Dispatch
import Foundation
import Logging
import Model
import StageKit

/// Runs a stage with a store: one value of the stage, one chamber, one file, one writer.
///
/// Deliveries are committed (inbox, state, outbox in one transaction) and then acknowledged; a pump
/// publishes the outbox in order; clocks ring when they are due; effects run outside (laws 1 to 3,
/// 5, 11, 12). A second instance on the same file waits as a standby.
public actor StatefulRunner<Stage: StatefulStage> {
    private let stage: Stage
    private let chamber: ChamberCode
    private let file: String
    private let readers: [QueueReader]
    private let inHand: [String: InHand]
    private let broker: any BrokerPort
    private let options: RunnerOptions
    private let clock: any WallClock
    private let health: Health
    private let logger: Logger
    private let meters: RunnerMeters
    private let storeMeters: StoreMeters
    private let stopping = Latch()
    /// `matcher-31`: the runner's name in the health, and the owner of its file.
    private let part: String

    /// - Parameter file: the store, made by `StageDatabase.create`
    public init(
        stage: Stage, chamber: ChamberCode, file: String, queues: [QueueOptions],
        broker: any BrokerPort, options: RunnerOptions = RunnerOptions(),
        clock: any WallClock = SteadyClock(), health: Health, metrics: Metrics, logger: Logger
    ) {
        self.stage = stage
        self.chamber = chamber
        self.file = file
        self.broker = broker
        self.options = options
        self.clock = clock
        self.health = health
        self.logger = logger
        part = StageDatabase.owner(stage: stage.name, chamber: chamber)
        readers = queues.map { QueueReader($0, broker: broker) }
        meters = RunnerMeters(metrics, stage: stage.name, chamber: chamber.text)
        storeMeters = StoreMeters(
            metrics, health, stage: stage.name, chamber: chamber.text, part: part, file: file,
            clock: clock, figures: Stage.figures)
        inHand = Dictionary(
            uniqueKeysWithValues: queues.map { queue in
                let labels = ["stage": stage.name, "chamber": chamber.text]
                let hand = InHand(
                    queue, labels: labels, clock: clock, health: health, metrics: metrics)
                return (queue.name, hand)
            })
        health.notReady(part, "starting")
        for queue in queues { health.notReady(queue.name, "starting") }
    }

    /// Stops well: nothing more is consumed; what is in hand is committed, acknowledged and
    /// published within the grace time; `run` returns.
    public nonisolated func stop() { stopping.open() }

    /// Waits for the lock, loads, and runs until `stop`, or until the task is cancelled.
    /// - Throws: `StageDatabaseError` (exit 78), `LockFile.Failure`, `CancellationError`
    public func run() async throws {
        defer {
            health.ended(part)
            for reader in readers { health.ended(reader.queue.name) }
        }
        guard FileManager.default.fileExists(atPath: file) else {
            throw StageDatabaseError.missing(path: file)
        }
        guard let lock = try await lock() else { return }
        let beating = Task {
            while !Task.isCancelled {
                lock.beat()
                try await pause(until: .now + .seconds(1))
            }
        }
        defer { beating.cancel() }
        health.notReady(part, "loading")
        guard let database = try await open() else { return }
        let transactions = Transactions(
            core: StageCore(stage, chamber: chamber), database: database, clock: clock,
            options: options, health: health, part: part, logger: logger, meters: meters,
            storeMeters: storeMeters)
        try await load(transactions)
        health.notReady(part, nil)
        await work(transactions)
        try await close(database)
        try Task.checkCancellation()
    }

    // MARK: Start

    /// - Returns: `nil` when stopped before the lock was free
    private func lock() async throws -> LockFile? {
        let path = LockFile.path(for: file)
        var watch = StandbyWatch()
        while !stopping.isOpen {
            if let lock = try LockFile.take(path) { return lock }
            if let holder = watch.look(at: path, patience: options.standbyLooks) {
                fence(holder)
            } else {
                health.notReady(part, "\(Health.standby): another instance has the lock")
            }
            try await pause(until: .now + .milliseconds(250))
        }
        return nil
    }

    /// The holder is frozen or hung: it is ended, so that it can never write again, and then the
    /// lock is free (docs/decisions/0010).
    private func fence(_ holder: LockHolder) {
        let hindrance = holder.end()
        let outcome = hindrance.map { "cannot be ended: \($0)" } ?? "is ended"
        health.notReady(
            part, "\(Health.standby): the holder gives no sign of life and \(outcome)")
        logger.warning(
            "the holder of the lock gives no sign of life and \(outcome)",
            metadata: ["part": "\(part)", "pid": "\(holder.pid)"])
    }

    /// Opens the store; while the disk is in trouble, says so and tries again.
    /// - Returns: `nil` when stopped before it could be opened
    private func open() async throws -> StageDatabase? {
        let (file, part) = (file, part)
        var backoff = Backoff(options)
        while !stopping.isOpen {
            do {
                return try await offPool {
                    try StageDatabase.open(file, owner: part, Stage.Store.self)
                }
            } catch {
                guard let trouble = StoreTrouble(error) else { throw error }
                health.notReady(part, "cannot open: \(trouble)")
                logger.warning("cannot open: \(trouble)", metadata: ["part": "\(part)"])
                try await pause(until: backoff.next())
            }
        }
        return nil
    }

    private func load(_ transactions: Transactions<Stage>) async throws {
        let now = clock.now()
        let count = try await transactions.database.queue.read(KitTables.outboxCount)
        transactions.outbox.found(count)
        let loaded = try await transactions.run { core, database in
            try core.load(in: database, at: now)
        }
        clock.notBefore(loaded.now)
        health.fact(part, "chamber", .string(chamber.text))
        logger.notice(
            "loaded", metadata: ["part": "\(part)", "file": "\(file)", "outbox": "\(count)"])
    }

    private func close(_ database: StageDatabase) async throws {
        try await offPool { try database.queue.close() }
    }

    // MARK: Work

    /// Everything that goes on at once, until stopped and drained, out of time, or cancelled.
    private func work(_ transactions: Transactions<Stage>) async {
        let over = Latch()
        let consumed = Latch()
        let produced = Latch()
        let pump = Pump(
            transactions: transactions,
            delivering: Delivering(
                publisher: PublisherSource(broker), options: options, health: health,
                stage: stage.name, part: "\(part)/outbox", clock: clock, logger: logger,
                meters: meters),
            finished: produced)
        let effects = Effects.loop(of: transactions, performer: stage)
        let (readers, stopping, grace) = (readers, stopping, options.grace)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { producers in
                    producers.addTask {
                        await withDiscardingTaskGroup { queues in
                            for reader in readers {
                                queues.addTask { await self.consume(reader, transactions) }
                            }
                        }
                        consumed.open()
                    }
                    producers.addTask {
                        await ClockLoop(transactions: transactions).run(stopping: stopping)
                    }
                    if let effects { producers.addTask { await effects(consumed) } }
                }
                produced.open()
                transactions.outbox.signal.raise()
            }
            group.addTask {
                await pump.run()
                over.open()
            }
            group.addTask {
                await LevelLoop(transactions: transactions, period: .seconds(5)).run()
            }
            group.addTask {
                await stopping.wait()
                for reader in readers { await reader.stop() }
                transactions.clockSignal.raise()
                await consumed.wait()
                transactions.effectSignal.raise()
            }
            group.addTask {
                await stopping.wait()
                _ = try? await pause(until: .now + grace)
                over.open()
            }
            await over.wait()
            group.cancelAll()
        }
    }

    private func consume(_ reader: QueueReader, _ transactions: Transactions<Stage>) async {
        let name = reader.queue.name
        let taker = BatchTaker(transactions: transactions, queue: name)
        let hand = inHand[name]
        var backoff = Backoff(options)
        while !Task.isCancelled {
            health.beat(name)
            do {
                try await roomInOutbox(transactions, hand)
                try await reader.open()
                health.notReady(name, nil)
                hand?.isConsuming(true)
                health.fact(name, "batchInForce", .integer(Int64(await reader.limit)))
                guard let batch = try await reader.next(until: .now + .seconds(10)) else { return }
                guard !batch.isEmpty else { continue }
                hand?.took(batch.deliveries)
                defer { hand?.settled() }
                try await taker.take(batch.deliveries)
                health.fact(part, "lastBatch", .integer(Int64(batch.deliveries.count)))
                try await batch.acknowledge()
                backoff = Backoff(options)
            } catch is CancellationError {
                return
            } catch {
                // What is committed and could not be acknowledged comes again and is known.
                hand?.isConsuming(false)
                health.notReady(name, "cannot consume: \(error)")
                logger.warning("cannot consume", error: error, metadata: ["queue": "\(name)"])
                if stopping.isOpen { return }
                guard (try? await pause(until: backoff.next())) != nil else { return }
            }
        }
    }

    /// Waits while the outbox is full (law 7).
    private func roomInOutbox(
        _ transactions: Transactions<Stage>, _ hand: InHand?
    ) async throws {
        guard transactions.outbox.depth > options.outboxLimit else { return }
        let limit = "\(part)/outbox limit"
        hand?.isConsuming(false)
        meters.paused(.outbox, true)
        defer { meters.paused(.outbox, false) }
        while transactions.outbox.depth > options.outboxLimit / 2, !stopping.isOpen {
            health.paused(limit, "\(transactions.outbox.depth) rows wait to be published")
            try await pause(until: .now + .milliseconds(50))
        }
        health.paused(limit, nil)
    }
}

/// Runs what blocks on a thread that is not of the cooperative pool.
private func offPool<Result: Sendable>(
    _ body: @escaping @Sendable () throws -> Result
) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global().async {
            continuation.resume(with: Swift.Result { try body() })
        }
    }
}
