import Foundation
import Synchronization

/// Several RabbitMQ nodes on this machine that form one cluster: one name service, one cookie, one
/// administrator, a folder a node. For finding out what happens when a node dies.
public final class PrivateCluster: Sendable {
    /// At least one; the first answered first.
    public let nodes: [PrivateNode]
    private let epmd: ChildProcess
    private let orphanGuard: OrphanGuard

    private init(_ nodes: [PrivateNode], _ epmd: ChildProcess, _ orphanGuard: OrphanGuard) {
        self.nodes = nodes
        self.epmd = epmd
        self.orphanGuard = orphanGuard
    }

    /// Starts nodes together, in `folder/NAME-1` and so on, and returns once all see each other.
    /// A folder of an earlier cluster of the same size is taken up again.
    /// - Throws: `PrivateNodeError`, `CancellationError`
    public static func start(
        in folder: String, name: String, count: Int
    ) async throws -> PrivateCluster {
        let programs = try NodePrograms.find()
        let names = (1...max(1, count)).map { "\(name)-\($0)" }
        let shared = try settings(folder, names)
        let epmd = try ChildProcess(
            programs.epmd, ["-address", "127.0.0.1", "-port", String(shared.epmd)],
            environment: ["PATH": programs.searchPath, "ERL_EPMD_ADDRESS": "127.0.0.1"],
            output: folder + "/epmd.log")
        var started: [PrivateNode] = []
        do {
            let orphanGuard = try OrphanGuard(
                over: [epmd.identity], removing: nil, log: folder + "/epmd.log")
            var settings = NodeSettings()
            settings.cluster = shared
            started = try await start(names, in: folder, settings)
            _ = try await started[0].control("await_online_nodes", String(names.count))
            return PrivateCluster(started, epmd, orphanGuard)
        } catch {
            for node in started { node.kill() }
            epmd.destroy()
            throw error
        }
    }

    /// Stops every node as an administrator would, then the name service.
    public func stop() async throws {
        await withTaskGroup(of: Void.self) { group in
            // A node that was killed and not started again has nothing to stop.
            for node in nodes { group.addTask { try? await node.stop() } }
        }
        orphanGuard.dismiss()
        epmd.destroy()
    }

    /// Every node's URL for an account, comma-separated, in the order of the nodes.
    public static func urls(
        _ nodes: [PrivateNode], _ url: (NodePorts) -> String
    ) -> String {
        nodes.map { url($0.ports) }.joined(separator: ",")
    }

    /// All at once: the first to come up waits for nobody, the others join it.
    private static func start(
        _ names: [String], in folder: String, _ settings: NodeSettings
    ) async throws -> [PrivateNode] {
        try await withThrowingTaskGroup(of: PrivateNode.self) { group in
            for name in names {
                group.addTask {
                    try await PrivateNode.start(
                        in: folder + "/" + name, name: name, settings: settings)
                }
            }
            var nodes: [PrivateNode] = []
            for try await node in group { nodes.append(node) }
            return nodes.sorted { $0.name < $1.name }
        }
    }

    /// What the nodes share: of the cluster that was here, else new.
    private static func settings(
        _ folder: String, _ names: [String]
    ) throws -> NodeSettings.Cluster {
        try makeFolder(folder)
        let old = try NodeFolder(folder + "/" + names[0]).readRecord()
        let record = try old ?? .new(name: names[0])
        return NodeSettings.Cluster(
            members: names, epmd: try freeLoopbackPorts(1)[0], user: record.user,
            password: record.password, cookie: record.cookie)
    }
}
