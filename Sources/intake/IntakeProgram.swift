import ArgumentParser
import Bootstrap
import IntakeStage

@main
struct IntakeProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake",
        abstract: "The stage that reads what channels and operators send.",
        version: Release.version)

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.intake, options) { context in
            try IntakeStage(
                configuration: context.configuration,
                dataDirectory: context.options.dataDirectory, feedback: context.feedbackChannels)
        }
    }
}
