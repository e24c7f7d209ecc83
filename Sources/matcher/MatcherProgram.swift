import ArgumentParser
import Bootstrap
import MatcherStage

@main
struct MatcherProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "matcher",
        abstract: "The stage that offers work to artisans, by turns.",
        version: Release.version)

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.matcher, options) { context, chamber in
            try MatcherStage(
                chamber: context.chamber(chamber), catalogue: context.configuration.catalogue)
        }
    }
}
