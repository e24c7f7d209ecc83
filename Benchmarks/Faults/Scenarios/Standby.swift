import Foundation
import Model
import Operator
import StageKit

/// Two instances of each stateful stage. The one that has the lock is frozen, or killed: the other
/// takes over within seconds, and what thaws writes nothing any more.
struct Standby: Scenario {
    let name = "standby"

    private static let limit = Duration.seconds(30)

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(12, least: 3)
        var shape = InstallationShape(longestPause: .zero)
        shape.instances = ["matcher": 2, "notifier": 2, "ledger": 2]
        return try await Town.with(context, shape: shape) { town in
            var draw = context.draw()
            let feeder = town.keepAsking()
            var longest: [String: Duration] = [:]
            for round in 0..<rounds {
                let stage = ["matcher", "notifier", "ledger"][round % 3]
                let isFrozen = draw.chance(0.6)
                let holder = try town.holder(of: stage)
                let start = ContinuousClock.now
                kill(holder, isFrozen ? SIGSTOP : SIGKILL)
                try await until("another \(stage) has the lock", within: Self.limit) {
                    try town.holder(of: stage) != holder
                }
                let took = start.duration(to: .now)
                // A process that was ended cannot thaw; whoever has its number now is not frozen.
                if isFrozen { kill(holder, SIGCONT) }
                let way = isFrozen ? "frozen" : "killed"
                longest[way] = max(longest[way] ?? .zero, took)
                try await pause(until: .now + .milliseconds(1500 + draw.below(1500)))
            }
            // Shorter than anybody's patience: it goes on as if nothing had been.
            for stage in ["intake", "classifier", "matcher"] {
                await town.system.supervisor.send(SIGSTOP, to: stage)
                try await pause(until: .now + .seconds(3))
                await town.system.supervisor.send(SIGCONT, to: stage)
            }
            try await town.end(feeder)
            let words = longest.sorted { $0.key < $1.key }.map {
                "\($0.key): other in \($0.value.components.seconds) s at most"
            }
            return try await .of(
                town,
                injected: "\(rounds) holders frozen or killed; "
                    + words.joined(separator: ", "))
        }
    }
}

extension Town {
    /// Who holds the store of a stage, by the sign of life in its lock file.
    func holder(of stage: String) throws -> Int32 {
        let text = try String(contentsOfFile: "\(data)/\(stage)-31.sqlite.lock", encoding: .utf8)
        guard let pid = text.split(separator: " ").first.flatMap({ Int32($0) }) else {
            throw Fault("no holder in the lock file of \(stage)")
        }
        return pid
    }
}
