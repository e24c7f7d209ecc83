import ArgumentParser
import Bootstrap
import Configuration
import IntakeStage
import Model

@main
struct IntakeProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "intake",
        abstract: "The stage that reads what channels and operators send.")

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.intake, options) { context in
            let settings = context.configuration
            let peppers = try Peppers.load(
                chambers: settings.chambers.keys.sorted(),
                dataDirectory: context.options.dataDirectory)
            let gazetteers = settings.chambers.mapValues(Gazetteer.init)
            return try IntakeStage(configuration: settings, peppers: peppers) { chamber, name in
                gazetteers[chamber]?.quartier(named: name)
            }
        }
    }
}
