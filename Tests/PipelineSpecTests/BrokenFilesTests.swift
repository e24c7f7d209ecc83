import Foundation
import PipelineSpec
import Testing
import YAML

/// Every file in Broken is a whole pipeline with one kind of mistake; beside it stands what lint
/// says.
@Suite("Broken pipelines") struct BrokenFilesTests {
    static let names: [String] = {
        let files = try? FileManager.default.contentsOfDirectory(atPath: Files.broken.path)
        return (files ?? []).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
            .sorted()
    }()

    @Test func thereAreMany() { #expect(Self.names.count >= 25) }

    @Test(arguments: names) func eachIsToldWhereAndWhy(name: String) throws {
        let file = Files.broken.appendingPathComponent("\(name).yaml")
        let report = Pipelines.lint(paths: [file.path])
        #expect(report.topology == nil)
        try compare(report, with: "\(name).expected", prefix: Files.broken.path + "/")
    }

    @Test func filesThatClashAreToldTogether() throws {
        let directory = Files.broken.appendingPathComponent("clash").path
        let report = Pipelines.lint(directory: directory)
        #expect(report.topology == nil)
        try compare(report, with: "clash/clash.expected", prefix: directory + "/")
    }

    @Test func aDirectoryWithoutPipelinesIsTold() {
        #expect(Pipelines.lint(directory: "/nonexistent").diagnostics.count == 1)
        #expect(
            Pipelines.lint(directory: Files.root.appendingPathComponent("Sources").path)
                .diagnostics.map(\.message) == ["holds no pipeline"])
        #expect(throws: YAMLErrors.self) { try Pipelines.load(directory: "/nonexistent") }
    }

    private func compare(
        _ report: Pipelines.Report, with expected: String, prefix: String
    ) throws {
        let lines = report.diagnostics.map { $0.description.replacing(prefix, with: "") }
        let text = try String(
            contentsOf: Files.broken.appendingPathComponent(expected), encoding: .utf8)
        #expect(lines == text.split(separator: "\n").map(String.init))
    }
}
