import PrivateBroker

/// The private broker of an installation: a node, or a cluster of several.
enum InstallationBroker: Sendable {
    case node(PrivateNode)
    case cluster(PrivateCluster)

    /// - Throws: `PrivateNodeError`
    static func start(data: String, nodes: Int) async throws -> InstallationBroker {
        let folder = data + "/broker"
        guard nodes > 1 else {
            return .node(try await PrivateNode.start(in: folder, name: "maalem"))
        }
        return .cluster(
            try await PrivateCluster.start(in: folder + "-cluster", name: "maalem", count: nodes))
    }

    /// At least one.
    var nodes: [PrivateNode] {
        switch self {
        case .node(let node): [node]
        case .cluster(let cluster): cluster.nodes
        }
    }

    /// Where it listens, for a person.
    var places: String { nodes.map { "127.0.0.1:\($0.ports.amqp)" }.joined(separator: ", ") }

    func stop() async throws {
        switch self {
        case .node(let node): try await node.stop()
        case .cluster(let cluster): try await cluster.stop()
        }
    }
}
