/// What a virtual host holds, in the words of RabbitMQ's management API. `nil` in place of a list:
/// the account in use may not see it, and nothing is said about it.
public struct LiveTopology: Hashable, Sendable {
    /// `/api/exchanges/VHOST`
    public struct Exchange: Hashable, Sendable {
        public var name: String
        public var type: String
        public var durable: Bool
        public var autoDelete: Bool
        public var `internal`: Bool
        public var arguments: [String: ArgumentValue]

        public init(
            name: String, type: String, durable: Bool, autoDelete: Bool = false,
            internal: Bool = false, arguments: [String: ArgumentValue] = [:]
        ) {
            self.name = name
            self.type = type
            self.durable = durable
            self.autoDelete = autoDelete
            self.internal = `internal`
            self.arguments = arguments
        }
    }

    /// `/api/queues/VHOST`
    public struct Queue: Hashable, Sendable {
        public var name: String
        /// `quorum`, `classic`, `stream`
        public var type: String
        public var durable: Bool
        public var autoDelete: Bool
        public var exclusive: Bool
        public var arguments: [String: ArgumentValue]
        /// The policy that won.
        public var policy: String?
        /// `effective_policy_definition`: with what operator policies add. The broker leaves it
        /// out for the first seconds of a queue's life (3.10.8): `nil`.
        public var effectivePolicyDefinition: [String: ArgumentValue]?

        public init(
            name: String, type: String, durable: Bool, autoDelete: Bool = false,
            exclusive: Bool = false, arguments: [String: ArgumentValue] = [:],
            policy: String? = nil, effectivePolicyDefinition: [String: ArgumentValue]? = nil
        ) {
            self.name = name
            self.type = type
            self.durable = durable
            self.autoDelete = autoDelete
            self.exclusive = exclusive
            self.arguments = arguments
            self.policy = policy
            self.effectivePolicyDefinition = effectivePolicyDefinition
        }
    }

    /// `/api/bindings/VHOST`
    public struct Binding: Hashable, Sendable {
        /// An exchange; empty: the default exchange, to which every queue is bound.
        public var source: String
        public var destination: String
        /// `queue` or `exchange`
        public var destinationType: String
        public var routingKey: String

        public init(
            source: String, destination: String, destinationType: String = "queue",
            routingKey: String
        ) {
            self.source = source
            self.destination = destination
            self.destinationType = destinationType
            self.routingKey = routingKey
        }
    }

    /// `/api/policies/VHOST`
    public struct Policy: Hashable, Sendable {
        public var name: String
        public var pattern: String
        /// `queues`, `exchanges`, `all`
        public var applyTo: String
        public var priority: Int
        public var definition: [String: ArgumentValue]

        public init(
            name: String, pattern: String, applyTo: String, priority: Int,
            definition: [String: ArgumentValue]
        ) {
            self.name = name
            self.pattern = pattern
            self.applyTo = applyTo
            self.priority = priority
            self.definition = definition
        }
    }

    public var exchanges: [Exchange]
    public var queues: [Queue]
    public var bindings: [Binding]
    public var policies: [Policy]?
    /// Names of accounts.
    public var users: Set<String>?
    public var permissions: [Permission]?
    public var topicPermissions: [TopicPermission]?

    public init(
        exchanges: [Exchange] = [], queues: [Queue] = [], bindings: [Binding] = [],
        policies: [Policy]? = nil, users: Set<String>? = nil, permissions: [Permission]? = nil,
        topicPermissions: [TopicPermission]? = nil
    ) {
        self.exchanges = exchanges
        self.queues = queues
        self.bindings = bindings
        self.policies = policies
        self.users = users
        self.permissions = permissions
        self.topicPermissions = topicPermissions
    }
}
