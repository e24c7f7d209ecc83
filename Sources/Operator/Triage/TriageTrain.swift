import ArgumentParser
import ClassifierStage
import Configuration
import Foundation
import Model

/// `maalem triage train`
struct TriageTrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Learns a model from the catalogue and the examples.",
        discussion: "The same data give the same bytes. The stages read it when they start.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Option(
        parsing: .upToNextOption,
        help: "Files or folders of examples; else those of the configuration.")
    var examples: [String] = []
    @Option(help: "Where the model goes (CONFIG/triage/model.bin).") var output: String?
    @OptionGroup var tuning: TriageTuning

    func run() throws {
        let configuration = try place.configuration()
        let chamber = try configuration.chamber(scope.chamber)
        let all = try place.examples(examples)
        let builder = ModelBuilder(
            configuration.catalogue, try Concepts.load(configDirectory: place.config),
            gazetteer: Gazetteer(chamber), settings: tuning.settings)
        let model = try builder.build(all) { Console.note($0) }
        let bytes = try model.bytes()
        let path = output ?? LearnedModel.path(in: place.config)
        try writeFile(path, bytes)
        Console.out("\(path): \(model.version), \(bytes.count / 1024) KiB, \(all.count) examples")
    }
}

/// Numbers of the learning, for those who measure others.
struct TriageTuning: ParsableArguments {
    @Option(help: .hidden) var epochs = ModelBuilder.Settings().training.epochs
    @Option(help: .hidden) var rate = ModelBuilder.Settings().training.rate
    @Option(help: .hidden) var decay = ModelBuilder.Settings().training.decay
    @Option(help: .hidden) var counts = ModelBuilder.Settings().counts
    @Option(help: .hidden) var term = ModelBuilder.Settings().term
    @Option(help: .hidden) var folds = ModelBuilder.Settings().folds

    var settings: ModelBuilder.Settings {
        var settings = ModelBuilder.Settings()
        settings.training.epochs = epochs
        settings.training.rate = rate
        settings.training.decay = decay
        settings.counts = counts
        settings.term = term
        settings.folds = folds
        return settings
    }
}

extension PlaceOptions {
    /// The examples of files and folders, else those of the configuration.
    /// - Throws: `ModelFileError`
    func examples(_ paths: [String]) throws -> [Example] {
        let paths =
            paths.isEmpty
            ? [config + "/examples/requests.jsonl", config + "/triage/examples"] : paths
        return try paths.flatMap { path in
            var isFolder: ObjCBool = false
            let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            return exists && isFolder.boolValue
                ? try ExampleFiles.load(directory: path) : try ExampleFiles.load(path: path)
        }
    }
}
