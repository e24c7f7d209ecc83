import AMQP
import ArgumentParser
import Foundation
import Model
import Operator

let oran = ChamberCode("31")!

/// A line on the standard output, at once, into a file too.
func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Seconds since a moment, with one decimal.
func since(_ start: ContinuousClock.Instant) -> String {
    String(format: "%.1f", (ContinuousClock.now - start) / .seconds(1))
}

extension ClusterRun {
    /// Artisans with conventions, so that requests become offers.
    func roster(_ system: Installation) async throws {
        let names = String(
            decoding: try Data(contentsOf: URL(filePath: "config/examples/names.txt")),
            as: UTF8.self)
        guard let chamber = system.configuration.chambers[oran] else {
            throw ValidationError("chamber 31 is needed")
        }
        var generator = RosterGenerator(
            seed: 31, catalogue: system.configuration.catalogue, chamber: chamber,
            names: try NameList(text: names, file: "names.txt"),
            year: Calendar(identifier: .gregorian).component(.year, from: Date()))
        let commands = RosterCommands(chamber: oran, operator: "cluster", reason: "a trial")
            .all(generator.roster())
        let operators = try AMQPBroker(url: system.run.commandsURL, name: "cluster")
        let tally = try await InputPublisher(try await operators.publisher())
            .publish(commands.map(\.message))
        try tally.requireWhole()
        await operators.close()
        try await rest(system)
    }

    /// Waits until every queue of the stages is empty at two looks in a row.
    func rest(_ system: Installation) async throws {
        let client = try ManagementClient(url: system.run.managementURL)
        let deadline = ContinuousClock.now + .seconds(180)
        var quiet = 0
        while quiet < 2 {
            let waiting = try await client.queues()
                .filter { !$0.name.hasPrefix("intake.rejected") }
                .map { ($0.messagesReady ?? 1) + ($0.messagesUnacknowledged ?? 1) }
            quiet = waiting.reduce(0, +) == 0 ? quiet + 1 : 0
            guard ContinuousClock.now < deadline else {
                throw ValidationError("not at rest in 180 s")
            }
            // The management API counts once a second.
            try await Task.sleep(for: .milliseconds(1200))
        }
    }

    /// Runs a program of this build and takes only 0 for an answer.
    func verify(_ when: String, _ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: program)
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let said = String(
            decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        say("\(when): \(program) \(arguments[0])")
        say(said.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
        guard process.terminationStatus == 0 else {
            throw ValidationError("\(program) ended with \(process.terminationStatus)")
        }
    }
}
