import Foundation
import Model
import Operator
import StageKit

/// Every stage is asked to stop (SIGTERM) again and again under load: it drains in its grace time
/// and ends with 0.
struct Terms: Scenario {
    let name = "terms"

    private static let grace = Duration.seconds(20)

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(20, least: 2)
        return try await Town.with(context) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            var longest = Duration.zero
            var more: [String] = []
            for _ in 0..<rounds {
                for name in draw.shuffled(["intake", "classifier", "matcher", "notifier", "ledger"])
                {
                    try await town.ready()
                    try await pause(until: .now + .milliseconds(draw.below(600)))
                    let pid = await town.pid(of: name)
                    let start = ContinuousClock.now
                    await town.system.supervisor.send(SIGTERM, to: name)
                    try await until(
                        "\(name) has stopped", within: .seconds(40), every: .milliseconds(5)
                    ) { await town.pid(of: name) != pid }
                    let took = start.duration(to: .now)
                    longest = max(longest, took)
                    if took > Self.grace { more.append("\(name) took \(took) to stop") }
                }
            }
            try await town.ready()
            try await town.end(feeder)
            let milliseconds = longest.components.attoseconds / 1_000_000_000_000_000
            return try await .of(
                town,
                injected: "\(rounds * 5) times SIGTERM; the longest drain took "
                    + "\(longest.components.seconds * 1000 + milliseconds) ms",
                statuses: [0], more: more)
        }
    }
}
