import Foundation
import Testing

@testable import Operator

private let readme = RunningSystem.root.appending(path: "README.md")

@Test func everyMakeTargetOfTheReadmeExists() throws {
    let text = try String(contentsOf: readme, encoding: .utf8)
    let makefile = try String(
        contentsOf: RunningSystem.root.appending(path: "Makefile"), encoding: .utf8)
    let targets = text.matches(of: /make ([a-z]+)/).map { String($0.1) }
    #expect(targets.contains("demo") && targets.contains("test"))
    for target in Set(targets) {
        #expect(makefile.contains("\n\(target):"), "make \(target)")
    }
}

@Test func everyCommandOfTheReadmeExists() throws {
    let text = try String(contentsOf: readme, encoding: .utf8)
    var known: Set<String> = []
    for command in MaalemCommand.configuration.subcommands {
        if let name = command.configuration.commandName { known.insert(name) }
    }
    let named = text.matches(of: /`maalem ([a-z]+)/).map { String($0.1) }
    #expect(named.count > 8)
    for name in Set(named) { #expect(known.contains(name), "maalem \(name)") }
}

@Test func everyFileThatTheReadmeLinksExists() throws {
    let text = try String(contentsOf: readme, encoding: .utf8)
    for link in text.matches(of: /\]\(([^)]+)\)/).map({ String($0.1) }) {
        let path = RunningSystem.root.appending(path: link).path
        #expect(FileManager.default.fileExists(atPath: path), "\(link)")
    }
}

@Test func aWrongOptionIsUsageAndAMissingConfigurationIsConfiguration() async throws {
    let wrong = try await RunningSystem.finish("intake", ["--nonsense"])
    #expect(wrong.status == 64)
    let missing = try await RunningSystem.finish("intake", ["--config", "/nonexistent"])
    #expect(missing.status == 78)
    #expect(missing.said.contains("/nonexistent/maalem.yaml"))
    let unreachable = try await RunningSystem.finish(
        "maalem", ["status", "--data", "/nonexistent"])
    #expect(unreachable.status == 69)
}
