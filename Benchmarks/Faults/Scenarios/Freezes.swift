import Foundation
import Model
import Operator
import StageKit

/// Stages without a standby are frozen for longer than the broker waits for a heartbeat, and thaw.
struct Freezes: Scenario {
    let name = "freezes"

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(5)
        return try await Town.with(context) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            for round in 0..<rounds {
                let stages = ["intake", "classifier", "matcher", "notifier", "ledger"]
                let stage = stages[round % stages.count]
                await town.system.supervisor.send(SIGSTOP, to: stage)
                try await pause(until: .now + .seconds(32 + draw.below(6)))
                await town.system.supervisor.send(SIGCONT, to: stage)
                try await pause(until: .now + .seconds(2))
            }
            try await town.ready()
            try await town.end(feeder)
            return try await .of(
                town, injected: "\(rounds) stages frozen for half a minute each", statuses: [])
        }
    }
}
