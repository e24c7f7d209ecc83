import ArgumentParser
import LedgerStage
import StageKit
import YAML

/// `maalem`: what the people who run a chamber type. One file a subcommand.
public struct MaalemCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "maalem",
        abstract: "Runs and questions the call centre of a chamber of crafts.",
        subcommands: [
            AccountCommand.self, CasesCommand.self, DeadCommand.self, LintCommand.self,
            RosterCommand.self, SchemaCommand.self, StatusCommand.self, TraceCommand.self,
            WhyCommand.self,
        ])

    public init() {}

    /// Parses the command line, does what it says, and ends with the exit codes of contract §3.
    public static func start() async {
        var command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        do {
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            guard let end = ending(of: error) else { exit(withError: error) }
            Console.note(end.text)
            exit(withError: ExitCode(end.code.rawValue))
        }
    }

    /// What a failed command says and its exit code; `nil` where the parser knows better: help,
    /// a wrong option, an exit code chosen by the command.
    static func ending(of error: any Error) -> (text: String, code: CommandFault.Code)? {
        switch error {
        case let fault as CommandFault: ("maalem: \(fault.text)", fault.code)
        case let fault as DataFault: (fault.description, .data)
        case let errors as YAMLErrors: (errors.description, .configuration)
        case let fault as BrokerError: ("maalem: \(fault)", .brokerUnreachable)
        case let error as LedgerFileError:
            switch error {
            case .missing: ("maalem: \(error)", .configuration)
            case .notALedger: ("maalem: \(error)", .data)
            }
        case is ExitCode: nil
        default:
            exitCode(for: error) == .failure ? ("maalem: \(error)", .bug) : nil
        }
    }
}
