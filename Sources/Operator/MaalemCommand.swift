import ArgumentParser
import Bootstrap
import ClassifierStage
import LedgerStage
import Model
import StageKit
import StatefulStageKit
import YAML

/// `maalem`: what the people who run a chamber type. One file a subcommand.
public struct MaalemCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "maalem",
        abstract: "Runs and questions the call centre of a chamber of crafts.",
        version: Release.version,
        subcommands: [
            UpCommand.self, DemoCommand.self, PlayCommand.self,
            StatusCommand.self, LintCommand.self, TopologyCommand.self, SchemaCommand.self,
            SubmitCommand.self, TraceCommand.self, WhyCommand.self, CasesCommand.self,
            DeadCommand.self, AccountCommand.self, ChamberCommand.self, RosterCommand.self,
            ConventionCommands.self, ClassifyCommand.self, BackupCommand.self, RestoreCommand.self,
            HoldCommand.self, ProbeCommand.self, TriageCommand.self,
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
    static func ending(of error: any Error) -> (text: String, code: Failure.Code)? {
        switch error {
        case let failure as Failure: ("maalem: \(failure.text)", failure.code)
        case let fault as DataFault: (fault.description, .data)
        case let error as ModelFileError: ("maalem: \(error)", .configuration)
        case let errors as YAMLErrors: (errors.description, .configuration)
        case let error as BrokerError: ("maalem: \(error)", code(of: error))
        case LedgerFileError.notALedger: ("maalem: \(error)", .data)
        case is LedgerFileError, is StageDatabaseError, is PepperError, is VaultError,
            is StoreCopyError:
            ("maalem: \(error)", .configuration)
        case is SealError: ("maalem: \(error)", .data)
        case is ExitCode: nil
        default:
            exitCode(for: error) == .failure ? ("maalem: \(error)", .bug) : nil
        }
    }

    private static func code(of error: BrokerError) -> Failure.Code {
        switch error.code {
        case .unreachable, .timeout, .closed, .tls: .brokerUnreachable
        case .messageTooLarge: .data
        case .authentication, .accessRefused, .missingQueue, .missingExchange,
            .preconditionFailed:
            .configuration
        case .protocolViolation: .bug
        }
    }
}
