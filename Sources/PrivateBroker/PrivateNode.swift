import Foundation
import Synchronization

/// A RabbitMQ node of one's own: a folder, free ports on 127.0.0.1, its own Erlang name service and
/// cookie, a random administrator, no `guest`. Runs as any user, beside any other node.
///
/// The node outlives neither this value nor this process: when one of them ends, however abruptly,
/// a small guard stops it. What it holds stays in the folder; the next start in the same folder
/// finds the same queues under the same credentials, and the same ports where they are still free.
public final class PrivateNode: Sendable {
    /// `name@localhost` without the host.
    public let name: String
    /// Its folder, absolute.
    public let folder: String
    public let ports: NodePorts
    /// The administrator: tag `administrator`, all rights on the virtual host `/`.
    public let user: String
    public let password: String

    private let api: NodeAPI
    private let files: NodeFolder
    private let record: NodeRecord
    private let programs: NodePrograms
    private let settings: NodeSettings
    private let lock: Mutex<FolderLock?>
    private let running: Mutex<Running?>

    /// What runs between a start and a stop.
    private struct Running {
        let server: ChildProcess
        /// `nil`: the cluster's serves.
        let epmd: ChildProcess?
        let orphanGuard: OrphanGuard
    }

    /// Starts a node and returns once a login at its management API succeeds and its AMQP port
    /// speaks.
    /// - Parameters:
    ///   - folder: created where missing; the leftover of a node that is gone is taken over
    ///   - name: letters, digits, `-` and `_`; the same for every start in one folder
    /// - Throws: `PrivateNodeError`, or `CancellationError`
    public static func start(
        in folder: String, name: String, settings: NodeSettings = NodeSettings()
    ) async throws -> PrivateNode {
        let programs = try NodePrograms.find()
        let files = try NodeFolder(folder)
        try files.create()
        let lock = try files.lock()
        var record = try files.readRecord() ?? .new(name: name, in: settings.cluster)
        guard record.name == name else {
            throw PrivateNodeError(
                code: .folderInUse, text: "\(folder) belongs to the node \(record.name)",
                hint: "start it under that name, or choose another folder")
        }
        try await Self.endLeftovers(record)
        let cluster = settings.cluster
        if let cluster, record.ports.epmd != cluster.epmd {
            record.ports = try .free(epmd: cluster.epmd)
        }
        if !record.ports.areFree(sharingEPMD: cluster != nil) {
            record.ports = try .free(epmd: cluster?.epmd)
        }
        let node = PrivateNode(files, programs, record, settings, lock)
        try await node.launch()
        return node
    }

    private init(
        _ files: NodeFolder, _ programs: NodePrograms, _ record: NodeRecord,
        _ settings: NodeSettings, _ lock: FolderLock
    ) {
        self.name = record.name
        self.folder = files.path
        self.ports = record.ports
        self.user = record.user
        self.password = record.password
        self.api = NodeAPI(ports: record.ports, user: record.user, password: record.password)
        self.files = files
        self.programs = programs
        self.settings = settings
        self.record = record
        self.lock = Mutex(lock)
        self.running = Mutex(nil)
    }

    /// `amqp://user:password@127.0.0.1:port/%2F`
    public var amqpURL: String { amqpURL(vhost: "/") }
    /// The same for another virtual host.
    public func amqpURL(vhost: String) -> String {
        "amqp://\(user):\(password)@127.0.0.1:\(ports.amqp)/\(Self.escaped(vhost))"
    }
    private static func escaped(_ name: String) -> String {
        name.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? name
    }
    /// `http://user:password@127.0.0.1:port`
    public var managementURL: String {
        "http://\(user):\(password)@127.0.0.1:\(ports.management)"
    }
    /// The node's process; `nil` while it does not run.
    public var pid: Int32? { isRunning ? running.withLock { $0?.server.pid } : nil }
    public var isRunning: Bool { running.withLock { $0?.server.isAlive ?? false } }

    /// Stops the node as an administrator would and gives its folder up; a temporary one is
    /// removed.
    public func stop() async throws {
        try await halt()
        if settings.temporary { try FileManager.default.removeItem(atPath: folder) }
        lock.withLock { $0 = nil }
    }

    /// Kills the node at once, as a power cut would. `restart` brings it back.
    public func kill() {
        let was = running.withLock { running in
            defer { running = nil }
            return running
        }
        was?.orphanGuard.dismiss()
        was?.server.destroy()
        was?.epmd?.destroy()
    }

    /// Stops the node if it runs and starts it again: same folder, ports and credentials.
    public func restart() async throws {
        try await halt()
        if lock.withLock({ $0 == nil }) {
            let again = try files.lock()
            lock.withLock { $0 = again }
        }
        try await launch()
    }

    /// Makes a virtual host in which the administrator has all rights. One that exists is fine.
    public func makeVirtualHost(_ name: String) async throws {
        let path = "/api/vhosts/" + Self.escaped(name)
        let isMade = try await eventually(before: .now + .seconds(15)) {
            (200..<300).contains(api.request("PUT", path) ?? 0)
        }
        if isMade { return }
        throw PrivateNodeError(
            code: .command, text: "the node does not make the virtual host \(name)",
            hint: "look at the log in \(files.logs)")
    }

    /// Runs `rabbitmqctl` against this node (some seconds each).
    /// - Returns: what it printed
    public func control(_ arguments: String...) async throws -> String {
        let output = folder + "/control-\(UInt64.random(in: 0 ... .max)).log"
        defer { unlink(output) }
        let tool = try ChildProcess(
            programs.control, ["--silent"] + arguments,
            environment: files.environment(record, path: programs.searchPath), output: output)
        guard try await tool.ended(before: .now + .seconds(60)) else {
            tool.destroy()
            throw PrivateNodeError(
                code: .command, text: "rabbitmqctl \(arguments) did not end in 60 s",
                hint: "look at the log in \(files.logs)")
        }
        let said = String(decoding: readWholeFile(output) ?? [], as: UTF8.self)
        guard tool.succeeded else {
            throw PrivateNodeError(
                code: .command, text: "rabbitmqctl \(arguments) failed: \(said)",
                hint: "look at the log in \(files.logs)")
        }
        return said
    }

    private func halt() async throws {
        let was = running.withLock { $0 }
        if let was {
            was.server.signal(SIGTERM)
            _ = try await was.server.ended(before: .now + .seconds(30))
        }
        kill()
    }

    private func launch() async throws {
        try files.writeConfiguration(record, settings)
        do {
            let server = try spawn()
            try await waitUntilReady(server)
        } catch {
            kill()
            throw error
        }
    }

    /// Starts the processes and writes them down.
    private func spawn() throws(PrivateNodeError) -> ChildProcess {
        let environment = files.environment(record, path: programs.searchPath)
        let epmd =
            settings.cluster == nil
            ? try ChildProcess(
                programs.epmd, ["-address", "127.0.0.1", "-port", String(ports.epmd)],
                environment: environment, output: files.output) : nil
        var server: ChildProcess?
        do {
            let started = try ChildProcess(
                programs.server, [], environment: environment, output: files.output)
            server = started
            let identities = [started.identity] + (epmd.map { [$0.identity] } ?? [])
            let orphanGuard = try OrphanGuard(
                over: identities,
                removing: settings.temporary ? folder : nil, log: files.output)
            running.withLock {
                $0 = Running(server: started, epmd: epmd, orphanGuard: orphanGuard)
            }
            var record = record
            record.processes = identities
            try files.write(record)
            return started
        } catch {
            server?.destroy()
            epmd?.destroy()
            throw error
        }
    }

    private func waitUntilReady(_ server: ChildProcess) async throws {
        var missing: String?
        let isReady = try await eventually(before: .now + settings.startupLimit) {
            missing = api.missing()
            guard missing == nil || server.isAlive else {
                throw notReady("the node ended while it started")
            }
            return missing == nil
        }
        guard isReady else {
            throw notReady("not ready in \(settings.startupLimit): no \(missing ?? "")")
        }
    }

    private func notReady(_ problem: String) -> PrivateNodeError {
        PrivateNodeError(
            code: .notReady, text: problem + "\n" + files.logTail(),
            hint: "the whole log is in \(files.logs)")
    }

    /// Ends what a process that is gone has left running in this folder.
    private static func endLeftovers(_ record: NodeRecord) async throws {
        let server = record.processes.first
        if let server, server.isAlive { Glibc.kill(server.pid, SIGTERM) }
        let ended = try await eventually(before: .now + .seconds(30)) {
            server?.isAlive != true
        }
        if let server, !ended { Glibc.kill(server.pid, SIGKILL) }
        for process in record.processes.dropFirst() where process.isAlive {
            Glibc.kill(process.pid, SIGKILL)
        }
        _ = try await eventually(before: .now + .seconds(5)) {
            !record.processes.contains { $0.isAlive }
        }
    }
}
