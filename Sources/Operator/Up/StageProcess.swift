import Foundation
import Synchronization

/// One stage running as a child process, its output in a log file.
package final class StageProcess: Sendable {
    /// What to start: the program, its arguments, its environment (secrets travel here, where other
    /// users cannot read them), its log.
    package struct Launch: Sendable {
        package var name: String
        package var executable: URL
        package var arguments: [String]
        package var environment: [String: String]
        package var log: URL
    }

    package let launch: Launch
    private let process: Mutex<Process>
    private let ended: AsyncStream<Int32>
    /// Held, never written to.
    private let leash: FileHandle
    package let pid: Int32
    let startedAt: ContinuousClock.Instant

    /// - Throws: what `Process` says where the program cannot be started
    init(_ launch: Launch) throws {
        self.launch = launch
        let process = Process()
        process.executableURL = launch.executable
        process.arguments = launch.arguments
        process.environment = launch.environment
        // When this process ends, however it ends, the stage reads the end of its input.
        let leash = Pipe()
        guard fcntl(leash.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        process.standardInput = leash
        let log = try Self.openLog(launch.log)
        process.standardOutput = log
        process.standardError = log
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            // As shells do: 128 and the signal's number.
            let signalled = process.terminationReason == .uncaughtSignal
            continuation.yield((signalled ? 128 : 0) + process.terminationStatus)
            continuation.finish()
        }
        ended = stream
        startedAt = .now
        try process.run()
        try log.close()
        pid = process.processIdentifier
        self.process = Mutex(process)
        self.leash = leash.fileHandleForWriting
    }

    /// Waits for the end; the exit status. To be awaited by one task only.
    func waitForEnd() async -> Int32 {
        for await status in ended { return status }
        return -1
    }

    package var isRunning: Bool { process.withLock { $0.isRunning } }

    /// Asks it to drain and stop (law 12).
    func terminate() { send(SIGTERM) }

    package func send(_ signal: Int32) {
        if isRunning { kill(pid, signal) }
    }

    private static func openLog(_ url: URL) throws -> FileHandle {
        if !FileManager.default.fileExists(atPath: url.path),
            !FileManager.default.createFile(atPath: url.path, contents: nil)
        {
            throw CocoaError(.fileWriteUnknown)
        }
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        return handle
    }
}
