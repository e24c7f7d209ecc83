import Model
import Operator

/// Four classifiers and two intakes share the work of many requests: nothing is lost or doubled.
struct ManyInstances: Scenario {
    let name = "many-instances"
    let planned = 10_000

    func run(_ context: Context) async throws -> Outcome {
        let count = context.count(10_000, least: 100)
        var shape = InstallationShape(longestPause: .zero)
        shape.instances = ["intake": 2, "classifier": 4]
        return try await Town.with(context, shape: shape) { town in
            for start in stride(from: 0, to: count, by: 500) {
                try await town.ask(min(500, count - start))
            }
            try await town.rest(within: .seconds(900))
            return try await .of(
                town, injected: "\(count) requests through 2 intakes and 4 classifiers",
                statuses: [])
        }
    }
}
