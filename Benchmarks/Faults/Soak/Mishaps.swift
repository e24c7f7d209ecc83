import Foundation
import Model
import Operator
import StageKit

/// What happens to a system now and then over months, in hours: a stage is killed or stopped, the
/// broker is restarted, a line is cut.
struct Mishaps: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case kill, term, broker, cut
    }

    let town: Town
    let proxies: Proxies
    /// From one mishap to the next, in the middle.
    let pause: Duration

    /// Lives until cancelled. - Parameter told: of each mishap before it happens
    func run(
        _ draw: SeededGenerator, _ told: @Sendable (Kind, String) async -> Void
    ) async throws {
        var draw = draw
        while !Task.isCancelled {
            let milliseconds = Int(pause / .milliseconds(1))
            try await StageKit.pause(
                until: .now + .milliseconds(milliseconds / 2 + draw.below(max(1, milliseconds))))
            let kind =
                draw.pick([.kill, .kill, .term, .term, .broker, .cut, .cut, .cut]) ?? Kind.cut
            let stage = draw.pick(["intake", "classifier", "matcher", "notifier", "ledger"]) ?? ""
            await told(kind, stage)
            switch kind {
            case .kill: await town.kill(stage)
            case .term: await town.system.supervisor.send(SIGTERM, to: stage)
            case .broker:
                // To its end, also where the run ends meanwhile.
                try await Task { try await town.system.nodes[0].restart() }.value
            case .cut:
                let trick = draw.pick(Trick.allCases) ?? .cut
                try await proxies.play(trick, on: stage, seconds: 1 + draw.below(5))
            }
        }
    }
}
