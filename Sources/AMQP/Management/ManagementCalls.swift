import Foundation
import Model
import StageKit

// What the broker has. Each throws `BrokerError`.
extension ManagementClient {
    /// The exchanges, without the broker's own.
    public func exchanges() async throws -> [ManagedExchange] {
        try await get("exchanges/\(vhost)", as: [ManagedExchange].self)
            .filter { !$0.name.isEmpty && !$0.name.hasPrefix("amq.") }
    }

    public func queues() async throws -> [ManagedQueue] {
        try await get("queues/\(vhost)", as: [ManagedQueue].self)
    }

    /// What keeps nodes from taking messages, in words; needs the tag `monitoring`.
    public func alarms() async throws -> [String] {
        try await get("nodes", as: [ManagedNode].self).flatMap { node in
            [
                node.memoryAlarm == true ? "\(node.name) is short of memory" : nil,
                node.diskAlarm == true ? "\(node.name) is short of disk" : nil,
                node.running == false ? "\(node.name) is down" : nil,
            ].compactMap { $0 }
        }
    }

    /// The bindings of queues to exchanges, without those of the default exchange.
    public func bindings() async throws -> [ManagedBinding] {
        try await get("bindings/\(vhost)", as: [ManagedBinding].self)
            .filter { !$0.source.isEmpty && $0.destinationType == "queue" }
    }

    public func policies() async throws -> [ManagedPolicy] {
        try await get("policies/\(vhost)", as: [ManagedPolicy].self)
    }

    public func users() async throws -> [ManagedUser] {
        try await get("users", as: [ManagedUser].self)
    }

    public func permissions() async throws -> [ManagedPermission] {
        try await get("vhosts/\(vhost)/permissions", as: [ManagedPermission].self)
    }

    public func topicPermissions() async throws -> [ManagedTopicPermission] {
        try await get("vhosts/\(vhost)/topic-permissions", as: [ManagedTopicPermission].self)
    }
}

// Changes. Each is done again without harm; each throws `BrokerError`.
extension ManagementClient {
    /// A durable exchange of a type.
    public func declareExchange(_ name: String, type: String) async throws {
        let body: JSON = ["type": .string(type), "durable": true]
        try await put("exchanges/\(vhost)/\(Self.segment(name))", body)
    }

    /// A durable queue with these arguments.
    public func declareQueue(_ name: String, arguments: [String: JSON]) async throws {
        let body: JSON = ["durable": true, "arguments": .object(arguments)]
        try await put("queues/\(vhost)/\(Self.segment(name))", body)
    }

    public func bind(queue: String, exchange: String, routingKey: String) async throws {
        let path = "bindings/\(vhost)/e/\(Self.segment(exchange))/q/\(Self.segment(queue))"
        try await post(path, ["routing_key": .string(routingKey), "arguments": [:]] as JSON)
    }

    /// - Parameter propertiesKey: how the API names the binding; its routing key for plain ones
    public func unbind(queue: String, exchange: String, propertiesKey: String) async throws {
        let path = "bindings/\(vhost)/e/\(Self.segment(exchange))/q/\(Self.segment(queue))"
        try await delete("\(path)/\(Self.segment(propertiesKey))")
    }

    /// Publishes one message, for trying what no ordinary client sends: the broker does not confirm
    /// it, and for much it is slow.
    /// - Parameter properties: as the API names them: `content_type`, `headers`
    public func publish(
        _ body: [UInt8], to exchange: String, routingKey: String, properties: JSON
    ) async throws {
        try await post(
            "exchanges/\(vhost)/\(Self.segment(exchange))/publish",
            [
                "properties": properties, "routing_key": .string(routingKey),
                "payload": .string(Data(body).base64EncodedString()), "payload_encoding": "base64",
            ] as JSON)
    }

    public func deleteQueue(_ name: String) async throws {
        try await delete("queues/\(vhost)/\(Self.segment(name))")
    }

    public func deleteExchange(_ name: String) async throws {
        try await delete("exchanges/\(vhost)/\(Self.segment(name))")
    }

    public func deletePolicy(_ name: String) async throws {
        try await delete("policies/\(vhost)/\(Self.segment(name))")
    }

    public func deleteUser(_ name: String) async throws {
        try await delete("users/\(Self.segment(name))")
    }

    /// Takes an account every right in the virtual host.
    public func deletePermission(of user: String) async throws {
        try await delete("permissions/\(vhost)/\(Self.segment(user))")
    }

    /// Takes an account its limits on topic exchanges: without them it may use every routing key.
    public func deleteTopicPermissions(of user: String) async throws {
        try await delete("topic-permissions/\(vhost)/\(Self.segment(user))")
    }

    public func put(_ policy: ManagedPolicy) async throws {
        try await put("policies/\(vhost)/\(Self.segment(policy.name))", policy)
    }

    /// - Parameter tags: `management` lets the account read this API
    public func putUser(_ name: String, password: String, tags: [String]) async throws {
        let body: JSON = [
            "password": .string(password), "tags": .string(tags.joined(separator: ",")),
        ]
        try await put("users/\(Self.segment(name))", body)
    }

    public func put(_ permission: ManagedPermission) async throws {
        try await put("permissions/\(vhost)/\(Self.segment(permission.user))", permission)
    }

    public func put(_ permission: ManagedTopicPermission) async throws {
        try await put("topic-permissions/\(vhost)/\(Self.segment(permission.user))", permission)
    }
}
