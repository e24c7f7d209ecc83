import GRDB
import Logging
import Model
import StageKit
import Synchronization

/// Begins effects, performs them side by side outside any transaction, settles what came of them.
struct EffectLoop<Stage: EffectfulStage>: Sendable {
    private typealias Settled = (effect: Stage.Effect, outcome: Stage.Outcome)

    let transactions: Transactions<Stage>
    /// Performs; holds no memory of the store.
    let performer: Stage

    /// Returns when the task is cancelled, or once stopped and nothing runs any more.
    func run(stopping: Latch) async {
        let finished = Box<[Settled]>([])
        let signal = transactions.effectSignal
        let name = "\(transactions.part)/effects"
        await withDiscardingTaskGroup { group in
            var running = 0
            while !Task.isCancelled {
                transactions.health.beat(name)
                let settled = finished.change { finished in
                    defer { finished.removeAll() }
                    return finished
                }
                do {
                    try await settle(settled)
                    running -= settled.count
                    let room = transactions.options.effectLimit - running
                    let begun = room > 0 && !stopping.isOpen ? try await begin(room) : []
                    for effect in begun {
                        running += 1
                        group.addTask {
                            let outcome = await performer.perform(effect)
                            finished.change { $0.append((effect, outcome)) }
                            signal.raise()
                        }
                    }
                    if !begun.isEmpty { continue }
                } catch { break }
                if stopping.isOpen && running == 0 { break }
                await signal.wait(until: .now + .seconds(5))
            }
            group.cancelAll()
        }
        transactions.health.ended(name)
    }

    private func begin(_ limit: Int) async throws -> [Stage.Effect] {
        let begun = Box<[Stage.Effect]>([])
        let now = transactions.clock.now()
        do {
            try await transactions.run(by: .effects) { core, database in
                let (effects, applied) = try core.begin(limit: limit, in: database, at: now)
                begun.change { $0 = effects }
                return applied
            }
        } catch let fault as StageFault {
            report(fault, "effects cannot begin")
            return []
        }
        return begun.change { $0 }
    }

    private func settle(_ settled: [Settled]) async throws {
        guard !settled.isEmpty else { return }
        do {
            try await commit(settled)
        } catch is StageFault {
            for one in settled {
                do { try await commit([one]) } catch let fault as StageFault {
                    // It stays begun; what that means the stage decides when it loads next.
                    report(fault, "an effect cannot be settled")
                }
            }
        }
    }

    private func commit(_ settled: [Settled]) async throws {
        let now = transactions.clock.now()
        try await transactions.run(by: .effects) { core, database in
            try core.settle(settled, in: database, at: now)
        }
    }

    private func report(_ fault: StageFault, _ what: String) {
        transactions.meters.faults.add()
        transactions.health.failed("\(transactions.part)/effects", "\(fault)")
        transactions.logger.error(
            "\(what)", error: fault.underlying, metadata: ["part": "\(transactions.part)"])
    }
}

/// A value that several tasks change.
private final class Box<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func change<Result: Sendable>(_ body: (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
}

/// The effect loop of a stage that has effects; known only when the program runs.
enum Effects {
    /// - Returns: `nil` for a stage without effects
    static func loop<Stage: StatefulStage>(
        of transactions: Transactions<Stage>, performer: Stage
    ) -> (@Sendable (Latch) async -> Void)? {
        guard let type = Stage.self as? any EffectfulStage.Type else { return nil }
        func open<Effectful: EffectfulStage>(
            _: Effectful.Type
        ) -> (@Sendable (Latch) async -> Void)? {
            guard let transactions = transactions as? Transactions<Effectful>,
                let performer = performer as? Effectful
            else { return nil }
            let loop = EffectLoop(transactions: transactions, performer: performer)
            return { stopping in await loop.run(stopping: stopping) }
        }
        return open(type)
    }
}
