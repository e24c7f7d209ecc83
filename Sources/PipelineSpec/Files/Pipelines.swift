import Foundation
import YAML

/// Reads `pipelines/*.yaml`.
public enum Pipelines {
    /// What came of reading the files.
    public struct Report: Sendable {
        /// `nil`: there are errors.
        public let topology: Topology?
        /// In the order of the files.
        public let diagnostics: [Diagnostic]
    }

    /// - Throws: every error of every file
    public static func load(directory: String) throws(YAMLErrors) -> Topology {
        let report = lint(directory: directory)
        guard let topology = report.topology else { throw YAMLErrors(report.diagnostics) }
        return topology
    }

    /// Reads and checks every `*.yaml` file of a directory, in alphabetical order.
    public static func lint(directory: String) -> Report {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { $0.hasSuffix(".yaml") }.sorted()
        } catch {
            let reason = (error as NSError).localizedDescription
            return refusal(directory, "cannot be read: \(reason)", "name the directory")
        }
        guard !names.isEmpty else {
            return refusal(directory, "holds no pipeline", "pipeline files end in .yaml")
        }
        let path = directory.hasSuffix("/") ? directory : directory + "/"
        return lint(paths: names.map { path + $0 })
    }

    /// Reads and checks certain files, which must be whole together.
    public static func lint(paths: [String]) -> Report {
        var documents: [YAMLDocument] = []
        var errors: [Diagnostic] = []
        for path in paths {
            do {
                documents.append(try YAMLDocument.load(path: path))
            } catch {
                errors += error.diagnostics
            }
        }
        return lint(documents, errors: errors)
    }

    /// Checks documents that are read already.
    public static func lint(documents: [YAMLDocument]) -> Report { lint(documents, errors: []) }

    private static func lint(_ documents: [YAMLDocument], errors: [Diagnostic]) -> Report {
        var errors = errors
        var files: [PipelineFile] = []
        for document in documents {
            do {
                files.append(try YAMLDecoder().decode(from: document))
            } catch {
                errors += error.diagnostics
            }
        }
        // What one file misses another may declare: rules wait until every file can be read.
        guard errors.isEmpty else { return report(nil, errors) }
        let merged = Merged(files)
        let found = Rules.check(merged)
        let isWhole = !found.contains { $0.severity == .error }
        return report(isWhole ? merged.topology : nil, found)
    }

    private static func report(_ topology: Topology?, _ diagnostics: [Diagnostic]) -> Report {
        Report(topology: topology, diagnostics: YAMLErrors(diagnostics).diagnostics)
    }

    private static func refusal(_ path: String, _ message: String, _ hint: String) -> Report {
        let place = Place(file: path, line: 1, column: 1)
        return Report(topology: nil, diagnostics: [place.error(message, hint: hint)])
    }
}
