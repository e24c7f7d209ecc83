import Model
import Operator
import StageKit

/// The broker runs out of memory, then of disk, for some seconds at a time: it takes no messages,
/// stages say so and wait.
struct Alarms: Scenario {
    let name = "alarms"

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(5)
        return try await Town.with(context) { town in
            var draw = context.draw()
            let node = town.system.nodes[0]
            let feeder = town.keepAsking()
            // The broker tells a connection of its alarm when that publishes next.
            func heard(_ alarm: String) async throws {
                try await until("a stage that speaks of the \(alarm) alarm", within: .seconds(30)) {
                    await town.says("blocked")
                }
            }
            for _ in 0..<rounds {
                _ = try await node.control("set_vm_memory_high_watermark", "0.00001")
                try await pause(until: .now + .seconds(3 + draw.below(4)))
                try await heard("memory")
                _ = try await node.control("set_vm_memory_high_watermark", "0.4")
                try await pause(until: .now + .seconds(1 + draw.below(2)))
                _ = try await node.control("set_disk_free_limit", "100000GB")
                try await pause(until: .now + .seconds(3 + draw.below(4)))
                try await heard("disk")
                _ = try await node.control("set_disk_free_limit", "64MB")
            }
            try await town.ready()
            try await town.end(feeder)
            return try await .of(
                town, injected: "\(rounds) memory alarms, \(rounds) disk alarms", statuses: [])
        }
    }
}

extension Town {
    /// Whether a stage gives this as a reason not to be ready.
    func says(_ word: String) async -> Bool {
        for stage in system.run.stages {
            if await StageHealth(http: stage.http).obstacle()?.contains(word) == true {
                return true
            }
        }
        return false
    }
}
