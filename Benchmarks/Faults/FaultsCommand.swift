import ArgumentParser
import Foundation

/// `make faults`: breaks a running system in every way we know and holds the laws against what it
/// does. The same seed makes the same faults and the same inputs; what the machine does in between
/// is its own.
@main
struct FaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "faults",
        abstract: "Injects faults into a running system and checks what must always be true.",
        subcommands: [RunCommand.self, SoakCommand.self, BatchProgram.self],
        defaultSubcommand: RunCommand.self)

    static let scenarios: [any Scenario] = [
        Medley(), Kills(), Duplicates(), Conflicts(), BrokerStops(), BrokerKills(), Cuts(),
        Syscalls(), Terms(), Standby(), Freezes(), Clocks(), Alarms(), FullDisk(), Mutations(),
        ManyInstances(), Rights(),
    ]
}

/// Runs scenarios one after the other and prints a table.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "run")

    @Option(help: "Chooses faults and inputs.")
    var seed: UInt64 = 1

    @Option(parsing: .upToNextOption, help: "Scenarios by name; all where none is named.")
    var only: [String] = []

    @Option(help: "Folder of the systems under test; each scenario's is emptied first.")
    var data = "var/faults"

    @Option(help: "Folder of the stages' programs; by default that of this program.")
    var programs: String?

    @Option(help: "Part of the full number of faults, 0 to 1.")
    var scale = 1.0

    @Flag(help: "The few that belong to `make test`, with few faults.")
    var short = false

    @Flag(help: "Names the scenarios and ends.")
    var list = false

    func validate() throws {
        let known = FaultsCommand.scenarios.map(\.name)
        for name in only where !known.contains(name) {
            throw ValidationError("--only \(name): one of \(known.joined(separator: " "))")
        }
    }

    func run() async throws {
        if list {
            for scenario in FaultsCommand.scenarios { print(scenario.name) }
            return
        }
        let chosen = FaultsCommand.scenarios.filter { scenario in
            only.isEmpty ? !short || scenario.isShort : only.contains(scenario.name)
        }
        var report = Report(seed: seed)
        for scenario in chosen {
            try await report.take(scenario, context(of: scenario))
        }
        report.printTable()
        if report.hasFailed { throw ExitCode(1) }
    }

    private func context(of scenario: any Scenario) -> Context {
        Context(
            seed: seed, folder: "\(data)/\(scenario.name)", programs: programs,
            scale: short ? 0.02 : scale, planned: scenario.planned)
    }
}
