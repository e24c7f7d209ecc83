import Foundation
import GRDB
import Model
import StageKit

/// Runs a stage on a store in memory, without a broker: the transactions are the runner's own. For
/// the tests of stages and for the simulation.
public final class StageHarness<Stage: StatefulStage> {
    private let core: StageCore<Stage>
    private let queue: DatabaseQueue
    private let initial: Stage
    /// What the last call did besides what it returned.
    public private(set) var duplicates = 0
    public private(set) var conflicts = 0
    public let chamber: ChamberCode

    /// - Throws: what the migrations or `load` throw
    public init(_ stage: Stage, chamber: ChamberCode) throws {
        initial = stage
        self.chamber = chamber
        core = StageCore(stage, chamber: chamber)
        queue = try DatabaseQueue()
        try StageDatabase.migrator(Stage.Store.self).migrate(queue)
        _ = try run { core, database in
            try core.load(in: database, at: Instant(milliseconds: .min))
        }
    }

    /// The stage as it is now.
    public var stage: Stage { core.stage }

    /// When the stage's next clock rings.
    public private(set) var nextDue: Instant?

    /// Delivers an event in a transaction of its own. - Returns: what the stage says, in order
    /// - Throws: what the stage throws; everything is then as before
    public func deliver(_ event: Event, at now: Instant) throws -> [Event] {
        try deliver([event], at: now)
    }

    /// Delivers events in one transaction; clocks that are due ring before and after each.
    public func deliver(_ events: [Event], at now: Instant) throws -> [Event] {
        var rest = events.map { Incoming($0) }
        var said: [Event] = []
        (duplicates, conflicts) = (0, 0)
        repeat {
            let work = Work(events: rest)
            let applied = try run { core, database in
                try core.apply(work, in: database, at: now)
            }
            said += applied.events
            duplicates += applied.duplicates
            conflicts += applied.conflicts
            rest.removeFirst(applied.taken)
            if rest.isEmpty && !applied.hasMore { return said }
        } while true
    }

    /// Lets the clocks ring that are due. - Returns: what the stage says, in order
    public func tick(at now: Instant) throws -> [Event] { try deliver([], at: now) }

    /// What a restart does: the first value of the stage loads from the store.
    public func reload() throws {
        core.restart(initial)
        _ = try run { core, database in
            try core.load(in: database, at: Instant(milliseconds: .min))
        }
    }

    /// Looks at the store.
    public func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try queue.read(body)
    }

    /// Looks at the stage's tables, or prepares them for a test.
    public func store<Result>(_ body: (Stage.Store) throws -> Result) throws -> Result {
        try queue.write { try body(Stage.Store($0)) }
    }

    /// An event as another stage would say it, with ids that follow from `name`.
    /// - Parameter cause: what it answers; `nil`: an input named like the event
    public func event(
        _ payload: some EventPayload, named name: String, cause: EventID? = nil, at now: Instant
    ) throws -> Event {
        event(try Draft(payload), named: name, cause: cause, at: now)
    }

    /// The same for a payload that serves several types.
    public func event(
        _ draft: Draft, named name: String, cause: EventID? = nil, at now: Instant
    ) -> Event {
        let cause = cause ?? EventID(source: "test", id: name)
        let id = EventID(cause: cause, type: draft.type, discriminator: name)
        return Event(
            id: id, source: "stage/test", type: draft.type, subject: draft.subject,
            chamber: draft.chamber ?? chamber, time: now, causeID: cause,
            traceparent: Traceparent(startingAt: cause).child(id), data: draft.data)
    }

    fileprivate func run(
        _ body: (StageCore<Stage>, Database) throws -> Applied
    ) throws -> Applied {
        do {
            let applied = try queue.writeWithoutTransaction { try body(core, $0) }
            nextDue = applied.nextDue
            return applied
        } catch let fault as StageFault {
            throw fault.underlying
        }
    }
}

extension StageHarness where Stage: EffectfulStage {
    /// Begins effects that are ready, in a transaction.
    public func begin(at now: Instant, limit: Int = 100) throws -> [Stage.Effect] {
        var effects: [Stage.Effect] = []
        _ = try run { core, database in
            let begun = try core.begin(limit: limit, in: database, at: now)
            effects = begun.result
            return begun.applied
        }
        return effects
    }

    /// Settles an effect, in a transaction. - Returns: what the stage says, in order
    public func settle(
        _ effect: Stage.Effect, _ outcome: Stage.Outcome, at now: Instant
    ) throws -> [Event] {
        try run { core, database in
            try core.settle([(effect, outcome)], in: database, at: now)
        }.events
    }
}
