import Model
import Operator
import StageKit

/// A little of everything in one system, short enough for `make test`: every stage killed twice, a
/// broker killed once, inputs in copies, the same ids with other bodies.
struct Medley: Scenario {
    let name = "medley"
    let isShort = true

    func run(_ context: Context) async throws -> Outcome {
        try await Town.with(context, artisans: 120) { town in
            var draw = context.draw()
            for _ in 0..<2 {
                for name in draw.shuffled(["intake", "classifier", "matcher", "notifier", "ledger"])
                {
                    let inputs = await town.take(6).map(\.message)
                    try await town.channel.send(draw.shuffled(inputs + inputs))
                    try await pause(until: .now + .milliseconds(draw.below(300)))
                    let pid = await town.pid(of: name)
                    await town.kill(name)
                    try await until("\(name) is started again", within: .seconds(30)) {
                        await town.pid(of: name) != pid
                    }
                }
            }
            town.system.nodes[0].kill()
            try await town.system.nodes[0].restart()
            let last = await town.take(5)
            try await town.channel.send(last.map(\.message) + last.map(Conflicts.another))
            return try await .of(
                town, injected: "10 kills, a killed broker, 60 copies, \(last.count) conflicts",
                more: [])
        }
    }
}
