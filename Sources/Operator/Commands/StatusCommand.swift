import AMQP
import ArgumentParser
import Bootstrap
import Foundation
import Model
import StageKit

/// `maalem status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "What is stuck, why, and which command mends it; then stages and queues.",
        discussion: """
            Exit codes: 0 all is well; 1 it works and a person is needed (cases overdue, dead \
            letters, a queue far behind); 75 something stands still; 69 the broker does not answer.

            OLDEST and LAG are the age of the oldest event in hand: of raw inputs, how long one \
            has been in hand. ? is not known, - is nothing there.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var broker: ManagementOption
    @OptionGroup var format: FormatOption
    @Option(
        help: """
            NAME=HOST:PORT of a stage, as matcher-31=127.0.0.1:10331; repeatable (MAALEM_STAGES, \
            comma-separated; default: run.json, else http in maalem.yaml).
            """)
    var stage: [String] = []
    @Flag(help: "Refresh in place until Ctrl-C.") var watch = false
    @Option(help: "Seconds between two looks.") var every: Int = 2

    func validate() throws {
        if every < 1 { throw ValidationError("--every: 1 or more seconds") }
        if watch && format.json { throw ValidationError("--watch shows no JSON") }
    }

    func run() async throws {
        let taking = StatusTaking(
            place: place, management: try broker.observer(place), named: try named())
        let local = place.localTime(place.chambersWithLedger().first ?? .unreadable)
        if watch { try await refresh(taking, local) }
        let report = try await taking.take()
        if format.json {
            Console.out(report.json.canonicalText)
        } else {
            let screen = StatusScreen(
                report: report, width: Console.width, height: nil, local: local)
            Console.out(screen.lines.joined(separator: "\n"))
        }
        if let worst = report.findings.first { throw ExitCode(worst.grade.code.rawValue) }
    }

    /// The stages that were named. - Throws: `Failure` (64)
    private func named() throws -> [RunFile.Stage] {
        let listed = environment("MAALEM_STAGES")?.split(separator: ",").map(String.init) ?? []
        return try (stage.isEmpty ? listed : stage).map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, Resolved.HostAndPort(parts[1]) != nil else {
                throw Failure(.usage, "--stage \(text.terminalSafe): NAME=HOST:PORT expected")
            }
            return RunFile.Stage(name: parts[0], pid: 0, http: "http://\(parts[1])", log: "")
        }
    }

    /// Never returns but by an error or a signal.
    private func refresh(_ taking: StatusTaking, _ local: LocalTime) async throws {
        while true {
            let report = try await taking.take()
            let (width, height) = Console.screen ?? (80, 24)
            let lines = StatusScreen(
                report: report, width: width, height: height - 1, local: local
            ).lines
            // Home, each line to its end, the rest of the screen: no flicker.
            let text = lines.map { $0 + "\u{1b}[K\n" }.joined()
            Console.raw("\u{1b}[H\(text)\u{1b}[J")
            try await pause(until: .now + .seconds(every))
        }
    }
}
