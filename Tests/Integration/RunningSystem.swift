import AMQP
import Foundation
import LedgerStage
import Model
import StageKit
import Testing

@testable import Operator

/// A whole system started by the program itself, `maalem up`, in a folder of its own.
final class RunningSystem {
    let data: String
    let run: RunFile
    private let process: Process

    /// The folder of the programs that this build made.
    static let programs = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent()
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    init() async throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "maalem-system-\(UInt64.random(in: 0 ... .max))")
        data = folder.path
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true)
        process = try Self.start(
            "maalem", ["up", "--data", data, "--turns", "31=config/demo/turns.yaml"],
            output: folder.appending(path: "up.log"))
        let deadline = ContinuousClock.now.advanced(by: .seconds(150))
        var found: RunFile?
        while found == nil, ContinuousClock.now < deadline, process.isRunning {
            found = try RunFile.load(data: data)
            try await Task.sleep(for: .milliseconds(50))
        }
        let said = (try? String(contentsOfFile: data + "/up.log", encoding: .utf8)) ?? ""
        run = try #require(found, "maalem up did not come up: \(said)")
    }

    /// Starts a program of this build where the README says: at the root of the checkout.
    static func start(_ program: String, _ arguments: [String], output: URL) throws -> Process {
        try Data().write(to: output)
        let log = try FileHandle(forWritingTo: output)
        let process = Process()
        process.executableURL = programs.appending(path: program)
        process.arguments = arguments
        process.currentDirectoryURL = root
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
        return process
    }

    /// Runs a program to its end. - Returns: its exit status and what it said
    static func finish(
        _ program: String, _ arguments: [String]
    ) async throws -> (status: Int32, said: String) {
        let output = FileManager.default.temporaryDirectory.appending(
            path: "maalem-said-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: output) }
        let process = try start(program, arguments, output: output)
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return (process.terminationStatus, try String(contentsOf: output, encoding: .utf8))
    }

    var ledger: LedgerReader {
        get throws { try LedgerReader(path: "\(data)/ledger-31.sqlite") }
    }

    var outbox: URL { URL(filePath: data).appending(path: "outbox/31") }

    func stage(_ name: String) throws -> RunFile.Stage {
        let now = try #require(try RunFile.load(data: data))
        return try #require(now.stages.first { $0.name == name })
    }

    /// Publishes inputs as the account of the URL; every one must be confirmed.
    func send(_ inputs: [InputEnvelope], by url: String) async throws {
        let broker = try AMQPBroker(url: url, name: "test")
        let tally = try await InputPublisher(try await broker.publisher())
            .publish(inputs.map(\.message))
        try tally.requireWhole()
        await broker.close()
    }

    /// Kills `maalem up` itself and waits until nothing that it started is left.
    func killSupervisor() async throws {
        let stages = try #require(try RunFile.load(data: data)).stages
        kill(process.processIdentifier, SIGKILL)
        try await until("no stage outlives its supervisor") {
            stages.allSatisfy { kill(Int32($0.pid), 0) != 0 }
        }
        try FileManager.default.removeItem(atPath: data)
    }

    /// - Returns: the exit status of `maalem up` after SIGTERM
    func stop() async throws -> Int32 {
        process.terminate()
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        let status = process.terminationStatus
        if status == 0 { try FileManager.default.removeItem(atPath: data) }
        return status
    }
}

/// Waits until a condition holds. - Throws: where it does not within the time
func until(
    _ what: String, within limit: Duration = .seconds(120), _ condition: () async throws -> Bool
) async throws {
    let deadline = ContinuousClock.now.advanced(by: limit)
    while try await !condition() {
        try #require(ContinuousClock.now < deadline, "\(what): not within \(limit)")
        try await Task.sleep(for: .milliseconds(40))
    }
}
