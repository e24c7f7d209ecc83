import Foundation

/// The table at the end, a line at a time while it grows.
struct Report {
    let seed: UInt64
    private(set) var hasFailed = false
    private var lines: [String] = []

    init(seed: UInt64) { self.seed = seed }

    mutating func take(_ scenario: any Scenario, _ context: Context) async throws {
        let start = ContinuousClock.now
        Self.say("\(scenario.name) …")
        var outcome: Outcome
        do {
            outcome = try await scenario.run(context)
        } catch let error where !(error is CancellationError) {
            outcome = Outcome(injected: "", figures: "", breaches: ["\(error)"])
        }
        let took = start.duration(to: .now).components.seconds
        let isWell = outcome.breaches.isEmpty
        hasFailed = hasFailed || !isWell
        let name = scenario.name.padding(toLength: 14, withPad: " ", startingAt: 0)
        let line = "\(isWell ? "ok  " : "FAIL") \(name) \(took) s  \(outcome.injected)"
        lines += [line, "       \(outcome.figures)"]
        let rest = outcome.breaches.count - 10
        let told = outcome.breaches.prefix(10) + (rest > 0 ? ["and \(rest) more"] : [])
        lines += told.map { "       ! \($0)" }
        for text in [outcome.figures] + told { Self.say("  \(text)") }
        Self.say("  " + line)
    }

    func printTable() {
        Self.say("\nseed \(seed)")
        for line in lines { Self.say(line) }
    }

    /// Prints a line at once, also into a file; a long scenario tells its progress by it.
    static func say(_ line: String) {
        FileHandle.standardOutput.write(Data("\(line)\n".utf8))
    }
}
