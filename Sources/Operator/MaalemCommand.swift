import ArgumentParser
import StageKit

/// `maalem`: what the people who run a chamber type. One file a subcommand.
public struct MaalemCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "maalem",
        abstract: "Runs and questions the call centre of a chamber of crafts.",
        subcommands: [])

    public init() {}

    /// Parses the command line, does what it says, and ends with the exit codes of contract §3.
    public static func start() async {
        do {
            var command = try parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            let end = ending(of: error)
            if let text = end.text { Console.note("maalem: \(text)") }
            if let code = end.code { exit(withError: ExitCode(code.rawValue)) }
            exit(withError: error)
        }
    }

    /// What a failed command says and its exit code; nothing where the parser knows better.
    static func ending(of error: any Error) -> (text: String?, code: CommandFault.Code?) {
        switch error {
        case let fault as CommandFault: (fault.text, fault.code)
        case let fault as DataFault: (fault.description, .data)
        case let fault as BrokerError: (fault.description, .brokerUnreachable)
        default: (nil, nil)
        }
    }
}
