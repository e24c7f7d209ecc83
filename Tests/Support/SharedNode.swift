import Foundation
import PrivateBroker

/// One private RabbitMQ node for all tests of a process: started at its first use, gone with its
/// folder when the process ends, however it ends.
public actor SharedNode {
    private static let shared = SharedNode()
    private var starting: Task<PrivateNode, any Error>?

    /// The node, started where it is not yet. Do not stop or kill it: others use it.
    public static func node() async throws -> PrivateNode {
        try await shared.started()
    }

    /// The URL of a virtual host of the shared node that nobody else uses.
    public static func freshVirtualHost(_ name: String = "test") async throws -> String {
        let node = try await node()
        let fresh = uniqueName(name)
        try await node.makeVirtualHost(fresh)
        return node.amqpURL(vhost: fresh)
    }

    /// A node of one's own to be stopped or killed; it goes with this process.
    public static func another(
        _ name: String = "other", settings: NodeSettings = NodeSettings()
    ) async throws -> PrivateNode {
        var settings = settings
        settings.temporary = true
        return try await PrivateNode.start(
            in: temporaryFolder(), name: name, settings: settings)
    }

    private func started() async throws -> PrivateNode {
        let task = starting ?? Task { try await Self.another("shared") }
        starting = task
        return try await task.value
    }
}

/// A name that nobody else uses: `orders-4f0c…`.
public func uniqueName(_ prefix: String) -> String {
    prefix + "-" + String(UInt64.random(in: 0 ... .max), radix: 16)
}

/// A path for a folder that does not exist yet.
public func temporaryFolder() -> String {
    FileManager.default.temporaryDirectory.path + "/" + uniqueName("maalem-test")
}
