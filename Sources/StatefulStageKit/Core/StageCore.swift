import GRDB
import Model
import StageKit
import Synchronization

/// A stage and the transactions around it, shared by the runner and the harness: inbox, handling,
/// clocks, outbox and the last time, all or nothing (laws 1 to 3).
final class StageCore<Stage: StatefulStage>: Sendable {
    let name: String
    let chamber: ChamberCode
    private let state: Mutex<StageState<Stage>>

    init(_ stage: Stage, chamber: ChamberCode) {
        name = stage.name
        self.chamber = chamber
        state = Mutex(StageState(stage, chamber: chamber))
    }

    /// A copy of the stage as it is now.
    var stage: Stage { state.withLock { $0.stage } }

    /// Puts another value in place, as a restart does.
    func restart(_ stage: Stage) {
        state.withLock { $0 = StageState(stage, chamber: chamber) }
    }

    /// Runs one transaction with the stage inside; on any error everything is as before, and the
    /// stage loads again before the next one.
    /// - Throws: `StageFault` for what the stage did; other errors are the database's
    func transaction<Result: Sendable>(
        in database: Database, at wall: Instant,
        _ body: (inout StageState<Stage>, Database) throws -> Result
    ) throws -> (result: Result, applied: Applied) {
        try state.withLock { state in
            var result: Result?
            var end = ContinuousClock.now
            try database.inTransaction(.immediate) {
                try state.begin(at: wall, database)
                result = try body(&state, database)
                try state.end(database)
                end = .now
                return .commit
            }
            state.committed(in: .now - end)
            guard let result else { throw CancellationError() }
            return (result, state.applied)
        }
    }

    /// Does what is to be done in one transaction: clocks that are due, then each event, then the
    /// clocks again, and the end of the transaction.
    func apply(_ work: Work, in database: Database, at wall: Instant) throws -> Applied {
        try transaction(in: database, at: wall) { state, database in
            try state.apply(work, database)
        }.applied
    }

    /// Loads the stage if it is not loaded yet. - Returns: its next clock
    func load(in database: Database, at wall: Instant) throws -> Applied {
        try transaction(in: database, at: wall) { _, _ in }.applied
    }
}
