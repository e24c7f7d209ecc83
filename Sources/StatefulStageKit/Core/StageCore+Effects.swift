import GRDB
import Model

extension StageCore where Stage: EffectfulStage {
    /// Marks effects as begun, in a transaction of its own.
    func begin(
        limit: Int, in database: Database, at wall: Instant
    ) throws -> (result: [Stage.Effect], applied: Applied) {
        try transaction(in: database, at: wall) { state, database in
            do {
                return try state.stage.begin(
                    at: state.now, limit: limit, Stage.Store(database))
            } catch {
                throw StageFault.of(error)
            }
        }
    }

    /// Settles effects in one transaction.
    func settle(
        _ settled: [(effect: Stage.Effect, outcome: Stage.Outcome)], in database: Database,
        at wall: Instant
    ) throws -> Applied {
        try transaction(in: database, at: wall) { state, database in
            do {
                for (effect, outcome) in settled {
                    let drafts = try state.stage.settle(
                        effect, outcome, at: state.now, Stage.Store(database))
                    try state.say(drafts, database)
                }
            } catch {
                throw StageFault.of(error)
            }
        }.applied
    }
}
