import ArgumentParser
import Bootstrap
import NotifierStage

@main
struct NotifierProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "notifier",
        abstract: "The stage that tells people what they must hear.",
        version: Release.version)

    @OptionGroup var options: StageOptions

    func run() async throws {
        try await StageProgram.run(.notifier, options) { context, chamber in
            NotifierStage(
                chamber: try context.chamber(chamber),
                catalogue: context.configuration.catalogue, templates: try context.templates(),
                sender: OutboxSender(
                    folder: "\(context.options.dataDirectory)/outbox/\(chamber)"),
                hold: HoldFile(dataDirectory: context.options.dataDirectory, chamber: chamber)
                    .watched(chamber: chamber, health: context.health, metrics: context.metrics))
        }
    }
}
