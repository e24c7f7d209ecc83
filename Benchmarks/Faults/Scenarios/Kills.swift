import Model
import Operator
import StageKit

/// Every stage is killed with `kill -9` at random moments while requests flow.
struct Kills: Scenario {
    let name = "kills"

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(200)
        return try await Town.with(context) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            var kills = 0
            for _ in 0..<rounds {
                for name in draw.shuffled(["intake", "classifier", "matcher", "notifier", "ledger"])
                {
                    try await pause(until: .now + .milliseconds(20 + draw.below(900)))
                    let pid = await town.pid(of: name)
                    await town.kill(name)
                    kills += 1
                    try await until("\(name) is started again", within: .seconds(30)) {
                        let now = await town.pid(of: name)
                        return now != nil && now != pid
                    }
                }
            }
            try await town.end(feeder)
            return try await .of(town, injected: "kill -9 \(kills) times, each stage \(rounds)")
        }
    }
}

extension Town {
    func pid(of name: String) async -> Int32? {
        await processes().first { $0.launch.name == name && $0.isRunning }?.pid
    }

    /// Waits until every stage says that it is ready.
    func ready(within limit: Duration = .seconds(60)) async throws {
        for stage in system.run.stages {
            let health = StageHealth(http: stage.http)
            try await until("\(stage.name) is ready", within: limit) {
                await health.obstacle() == nil
            }
        }
    }
}
