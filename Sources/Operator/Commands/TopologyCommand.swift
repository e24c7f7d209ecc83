import AMQP
import ArgumentParser
import Bootstrap
import Model
import PipelineSpec

/// `maalem topology`
struct TopologyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "What the pipeline files ask of the broker.",
        subcommands: [TopologyPlan.self, TopologyApply.self, TopologyGraph.self],
        defaultSubcommand: TopologyPlan.self)
}

/// `maalem topology graph`
struct TopologyGraph: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws the topology as a Mermaid flowchart.")

    @OptionGroup var place: PlaceOptions

    func run() throws { Console.raw(try Pipelines.load(directory: place.pipelines).mermaid) }
}

/// `maalem topology plan`
struct TopologyPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "What lies between the files and the broker; exit code 1 where anything does.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var broker: ManagementOption
    @OptionGroup var format: FormatOption

    func run() async throws {
        let plan = try await broker.plan(place)
        if format.json {
            Console.out(plan.json.canonicalText)
        } else {
            for line in plan.lines { Console.out(line.terminalSafe) }
        }
        if !plan.isEmpty { throw ExitCode(1) }
    }
}

/// `maalem topology apply`
struct TopologyApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply", abstract: "Brings the broker to what the files say.",
        discussion: """
            Accounts are made where --passwords names a file of lines 'account password'; their \
            rights are set in any case. What the broker has besides is left alone.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var broker: ManagementOption
    @Option(help: "Passwords of the accounts, one 'account password' a line.")
    var passwords: String?

    func run() async throws {
        let known =
            try passwords.map {
                try Passwords.read(String(decoding: try readFile($0), as: UTF8.self), file: $0)
            } ?? [:]
        let plan = try await broker.plan(place)
        for line in plan.lines { Console.out(line.terminalSafe) }
        let missing = try await plan.apply(to: try broker.client(place), passwords: known)
        for account in missing { Console.note("\(account) is not made: it has no password here") }
        if !plan.conflicts.isEmpty { throw ExitCode(Failure.Code.configuration.rawValue) }
        // Without its account a channel hears nothing back; the pipeline works.
        let isNeeded = missing.contains { !$0.hasPrefix("\(Party.channels.user)-") }
        if isNeeded { throw ExitCode(Failure.Code.usage.rawValue) }
    }
}

extension ManagementOption {
    func plan(_ place: PlaceOptions) async throws -> Plan {
        let topology = try Pipelines.load(directory: place.pipelines)
        let chambers = try place.configuration().chambers.keys.sorted().map(\.text)
        let live = try await LiveTopology(of: try client(place), .whole)
        return Plan(topology, chambers: chambers, live: live)
    }
}

extension Plan {
    fileprivate var json: JSON {
        [
            "steps": .array(steps.map { .string($0.description) }),
            "conflicts": .array(
                conflicts.map { ["message": .string($0.message), "hint": .string($0.hint)] }),
            "warnings": .array(warnings.map { .string($0) }),
        ]
    }
}
