import ArgumentParser
import Bootstrap
import Configuration
import Foundation
import Model

/// Where the project's files are: options of every command.
public struct PlaceOptions: ParsableArguments, Sendable {
    @Option(help: "Folder of the configuration (MAALEM_CONFIG).")
    public var config: String = environment("MAALEM_CONFIG") ?? "config"

    @Option(help: "Folder of the pipeline files (MAALEM_PIPELINES).")
    public var pipelines: String = environment("MAALEM_PIPELINES") ?? "pipelines"

    @Option(help: "Folder of the stores and of run.json (MAALEM_DATA).")
    public var data: String = environment("MAALEM_DATA") ?? "var"

    public init() {}
}

/// Whose files a command reads or whose artisans it names.
public struct ChamberOption: ParsableArguments, Sendable {
    @Option(help: "The chamber, by its wilaya's two digits.")
    public var chamber: ChamberCode = ChamberCode("31")!

    public init() {}
}

/// Who commands and why: every command to the matcher carries both (contract §1).
public struct OperatorOptions: ParsableArguments, Sendable {
    @Option(help: "Who commands (MAALEM_OPERATOR, else the account name).")
    public var `operator`: String = accountName

    @Option(help: "Why; it stands in the ledger for good.")
    public var reason: String

    public init() {}

    static let accountName =
        environment("MAALEM_OPERATOR") ?? environment("USER") ?? environment("LOGNAME")
        ?? "operator"
}

/// A table for people or JSON for programs.
public struct FormatOption: ParsableArguments, Sendable {
    @Flag(help: "Print JSON instead of a table.")
    public var json = false

    public init() {}
}

extension ChamberCode: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

extension RegisterNumber: ExpressibleByArgument {
    public init?(argument: String) { self.init(argument) }
}

func environment(_ name: String) -> String? {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
    return value
}

/// A file that a person named; `-` is the standard input. - Throws: `Failure` (65)
func readFile(_ path: String) throws -> [UInt8] {
    if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
    guard let content = FileManager.default.contents(atPath: path) else {
        throw Failure(.data, "cannot read \(path)")
    }
    return Array(content)
}

/// Writes a file whole. - Throws: `Failure` (75)
func writeFile(_ path: String, _ text: String) throws { try writeFile(path, Array(text.utf8)) }

/// Writes a file whole. - Throws: `Failure` (75)
func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    do {
        try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
        throw Failure(.tryAgain, "cannot write \(path): \(error.localizedDescription)")
    }
}
