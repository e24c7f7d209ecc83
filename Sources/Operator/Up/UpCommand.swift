import ArgumentParser
import Bootstrap
import Foundation

/// `maalem up`: the system on this machine, until Ctrl-C.
struct UpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "up",
        abstract: "Start a private RabbitMQ and the five stages; run until Ctrl-C.")

    @OptionGroup var options: InstallationOptions

    func run() async throws {
        let signals = StopSignal()
        let installation = try await Installation.start(options) { Console.note("  " + $0) }
        Console.out(installation.reachedAt)
        Console.note("Ctrl-C drains and stops.")
        _ = await signals.next()
        Console.note("draining …")
        try await installation.stopLoudly()
    }
}

extension Installation {
    /// Where the system is reached, for a person.
    nonisolated var reachedAt: String {
        let stages = startups.map { start in
            "  \(start.stage.padding(toLength: 11, withPad: " ", startingAt: 0))"
                + "pid \(start.pid)  "
                + String(format: "ready in %.2f s, ", start.ready.seconds)
                + (ProcessMemory(pid: start.pid)?.text ?? "gone")
        }
        return
            (["All five stages are ready; addresses and accounts are in \(data)/run.json"]
            + stages).joined(separator: "\n")
    }

    /// Stops, and says so where a stage had to be killed.
    func stopLoudly() async throws {
        let stubborn = try await stop()
        if !stubborn.isEmpty {
            throw Failure(
                .bug, "did not drain in time and were killed: " + stubborn.joined(separator: ", "))
        }
    }
}
