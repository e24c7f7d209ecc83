import ArgumentParser
import Bootstrap
import ClassifierStage
import Configuration
import Model
import PipelineSpec
import YAML

/// `maalem lint`
struct LintCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Proves the configuration and the pipeline files whole before anything starts.",
        discussion: "Every finding is a line file:line:column. Exit code 78 where one is an error.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var format: FormatOption

    func run() throws {
        let found = diagnostics()
        let errors = found.filter { $0.severity == .error }.count
        if format.json {
            Console.out(JSON.array(found.map(\.json)).canonicalText)
        } else {
            for diagnostic in found { Console.out(diagnostic.description) }
            if errors == 0 { Console.out("\(place.config) and \(place.pipelines) are whole") }
        }
        if errors > 0 { throw ExitCode(Failure.Code.configuration.rawValue) }
    }

    private func diagnostics() -> [Diagnostic] {
        var found: [Diagnostic] = []
        for load in [
            { _ = try Configuration.load(directory: place.config) },
            { _ = try Templates.load(directory: place.config + "/templates") },
            { _ = try Concepts.load(configDirectory: place.config) },
            { _ = try place.examples([]) },
            { _ = try LearnedModel.load(configDirectory: place.config) },
        ] as [() throws -> Void] {
            do {
                try load()
            } catch let errors as YAMLErrors {
                found += errors.diagnostics
            } catch let error as ModelFileError {
                let place = Place(file: error.path, line: error.line ?? 1, column: 1)
                found.append(place.error(error.reason, hint: "see docs/triage.md"))
            } catch {
                let place = Place(file: place.config, line: 1, column: 1)
                found.append(place.error("\(error)", hint: "check the file"))
            }
        }
        return found + Pipelines.lint(directory: place.pipelines).diagnostics
    }
}

extension Diagnostic {
    fileprivate var json: JSON {
        [
            "severity": .string(severity.rawValue), "file": .string(file),
            "line": .integer(Int64(line)), "column": .integer(Int64(column)),
            "message": .string(message), "hint": .string(hint),
        ]
    }
}
