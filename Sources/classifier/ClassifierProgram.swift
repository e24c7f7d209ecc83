import ArgumentParser
import Bootstrap
import ClassifierStage

@main
struct ClassifierProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "classifier",
        abstract: "The stage that reads trade, urgency, place and danger out of a message.",
        version: Release.version)

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.classifier, options) { context in
            try ClassifierStage(
                context.configuration,
                learned: try LearnedModel.load(configDirectory: context.options.configDirectory))
        }
    }
}
