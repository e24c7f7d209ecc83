import ArgumentParser
import Bootstrap
import LedgerStage

@main
struct LedgerProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "The stage that writes everything down, and the tools of its auditors.",
        version: Release.version,
        subcommands: [Run.self, Verify.self], defaultSubcommand: Run.self)
}

struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the stage (the default).")

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.ledger, options) { context, chamber in
            LedgerStage(
                vault: try Vault(path: "\(context.options.dataDirectory)/vault-\(chamber).sqlite"),
                replayQueues: context.replayQueues)
        }
    }
}

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check every link and hash of a ledger's chain, trusting nobody.",
        discussion: "Exit 0: the chain is whole. Exit 65: it is not; the first bad entry is named.")

    @Argument(help: "The file: var/ledger-31.sqlite")
    var file: String

    func run() async throws {
        try await StageProgram.ending {
            let report = try LedgerVerifier.verify(path: file)
            try StageProgram.tell("\(report)", isWell: report.isWhole)
        }
    }
}
