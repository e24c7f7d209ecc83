import Model
import Operator
import StageKit

/// The broker is stopped as an administrator would, under load.
struct BrokerStops: Scenario {
    let name = "broker-stops"

    func run(_ context: Context) async throws -> Outcome {
        try await BrokerRestarts(times: context.count(20), isKill: false).run(context)
    }
}

/// The broker is killed as by a power cut, under load.
struct BrokerKills: Scenario {
    let name = "broker-kills"

    func run(_ context: Context) async throws -> Outcome {
        try await BrokerRestarts(times: context.count(30), isKill: true).run(context)
    }
}

private struct BrokerRestarts {
    let times: Int
    let isKill: Bool

    func run(_ context: Context) async throws -> Outcome {
        try await Town.with(context) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            for _ in 0..<times {
                try await pause(until: .now + .milliseconds(300 + draw.below(3000)))
                if isKill {
                    town.system.nodes[0].kill()
                    try await pause(until: .now + .milliseconds(draw.below(1500)))
                }
                try await town.system.nodes[0].restart()
            }
            try await town.ready()
            try await town.end(feeder)
            // Nothing ended by itself: stages wait for a broker that is away.
            return try await .of(
                town, injected: "broker \(isKill ? "killed" : "stopped") \(times) times",
                statuses: [])
        }
    }
}
