import AMQP
import Model
import PipelineSpec
import StageKit

/// How much of a broker is looked at: an administrator sees all, a stage's account what it uses.
public enum TopologyView: Sendable {
    case whole
    case withoutRights
}

extension LiveTopology {
    /// What a broker has. - Throws: `BrokerError`
    public init(of client: ManagementClient, _ view: TopologyView) async throws {
        self.init(
            exchanges: try await client.exchanges().map(Exchange.init),
            queues: try await client.queues().map(Queue.init),
            bindings: try await client.bindings().map(Binding.init))
        guard view == .whole else { return }
        policies = try await client.policies().map(Policy.init)
        users = Set(try await client.users().map(\.name))
        permissions = try await client.permissions().map {
            Permission(user: $0.user, configure: $0.configure, write: $0.write, read: $0.read)
        }
        topicPermissions = try await client.topicPermissions().map {
            TopicPermission(
                user: $0.user, exchange: $0.exchange, write: $0.write, read: $0.read)
        }
    }
}

extension Plan {
    /// Carries the steps out, in order; done again it does no harm.
    /// - Parameter passwords: of accounts that are to be made, by name
    /// - Returns: the accounts that are missing and have no password here
    /// - Throws: `BrokerError`
    public func apply(
        to client: ManagementClient, passwords: [String: String]
    ) async throws -> [String] {
        var missing: [String] = []
        for step in steps {
            switch step {
            case .createUser(let name):
                guard let password = passwords[name] else {
                    missing.append(name)
                    continue
                }
                // A channel is no party to how the pipeline is built.
                let isChannel = name.hasPrefix(Party.channels.user)
                try await client.putUser(
                    name, password: password, tags: isChannel ? [] : ["management"])
            case .createExchange(let exchange):
                try await client.declareExchange(exchange.name, type: exchange.type)
            case .setPolicy(let policy):
                try await client.put(ManagedPolicy(policy))
            case .createQueue(let queue):
                try await client.declareQueue(
                    queue.name, arguments: queue.arguments.mapValues(\.json))
            case .bind(let binding):
                try await client.bind(
                    queue: binding.queue, exchange: binding.exchange,
                    routingKey: binding.routingKey)
            case .setPermission(let right) where !missing.contains(right.user):
                try await client.put(ManagedPermission(right))
            case .setTopicPermission(let right) where !missing.contains(right.user):
                try await client.put(ManagedTopicPermission(right))
            case .setPermission, .setTopicPermission: break
            }
        }
        return missing
    }
}

extension LiveTopology.Exchange {
    fileprivate init(_ exchange: ManagedExchange) {
        self.init(
            name: exchange.name, type: exchange.type, durable: exchange.durable,
            autoDelete: exchange.autoDelete, internal: exchange.internal,
            arguments: exchange.arguments.mapValues(ArgumentValue.init))
    }
}

extension LiveTopology.Queue {
    fileprivate init(_ queue: ManagedQueue) {
        self.init(
            name: queue.name, type: queue.type, durable: queue.durable,
            autoDelete: queue.autoDelete, exclusive: queue.exclusive,
            arguments: queue.arguments.mapValues(ArgumentValue.init), policy: queue.policy,
            effectivePolicyDefinition: queue.effectivePolicyDefinition.map {
                // No policy at all is written as an empty list.
                ($0.object ?? [:]).mapValues(ArgumentValue.init)
            })
    }
}

extension LiveTopology.Binding {
    fileprivate init(_ binding: ManagedBinding) {
        self.init(
            source: binding.source, destination: binding.destination,
            destinationType: binding.destinationType, routingKey: binding.routingKey)
    }
}

extension LiveTopology.Policy {
    fileprivate init(_ policy: ManagedPolicy) {
        self.init(
            name: policy.name, pattern: policy.pattern, applyTo: policy.applyTo,
            priority: policy.priority,
            definition: policy.definition.mapValues(ArgumentValue.init))
    }
}

extension ManagedPolicy {
    fileprivate init(_ policy: PolicyDeclaration) {
        self.init(
            name: policy.name, pattern: policy.pattern, applyTo: policy.applyTo.rawValue,
            definition: policy.definition.mapValues(\.json), priority: policy.priority)
    }
}

extension ManagedPermission {
    fileprivate init(_ right: Permission) {
        self.init(
            user: right.user, configure: right.configure, write: right.write, read: right.read)
    }
}

extension ManagedTopicPermission {
    fileprivate init(_ right: TopicPermission) {
        self.init(
            user: right.user, exchange: right.exchange, write: right.write, read: right.read)
    }
}

extension ArgumentValue {
    fileprivate init(_ json: JSON) {
        switch json {
        case .integer(let value): self = .integer(Int(value))
        case .string(let text): self = .text(text)
        case .bool(let value): self = .bool(value)
        default: self = .other(json.canonicalText)
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .integer(let value): .integer(Int64(value))
        case .text(let text): .string(text)
        case .bool(let value): .bool(value)
        case .other(let text): .string(text)
        }
    }
}
