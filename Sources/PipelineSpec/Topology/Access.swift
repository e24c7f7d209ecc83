/// What an account may do in the virtual host: regular expressions over names.
public struct Permission: Hashable, Sendable {
    public let user: String
    public let configure: String
    public let write: String
    public let read: String

    public init(user: String, configure: String, write: String, read: String) {
        self.user = user
        self.configure = configure
        self.write = write
        self.read = read
    }
}

/// What an account may do on a topic exchange: regular expressions over routing keys.
public struct TopicPermission: Hashable, Sendable {
    public let user: String
    public let exchange: String
    public let write: String
    public let read: String

    public init(user: String, exchange: String, write: String, read: String) {
        self.user = user
        self.exchange = exchange
        self.write = write
        self.read = read
    }
}

extension Topology {
    /// Matches no name.
    static let nothing = "^$"

    /// The rights of every account, the least that serve. Nobody but an administrator declares
    /// anything, binds anything or writes to the default exchange.
    public var permissions: [Permission] { accounts.map { permission(of: $0) } }

    public func permission(of party: Party) -> Permission {
        Permission(
            user: party.user, configure: Self.nothing,
            write: oneOf(writable(by: party).map { Name.literal($0.name) }),
            read: oneOf(readable(by: party)))
    }

    /// A channel reads its own feedback and no other's.
    private func readable(by party: Party) -> [String] {
        switch party {
        case .channels: []
        case .channel(let name):
            queues.filter { $0.channels.contains(name) }.map {
                Name.literal($0.queueName(chamber: name.rawValue))
            }
        case .stage, .operators: families(of: party).map(\.expression)
        }
    }

    /// For every exchange that a party may write to: a stage says its own events only. Channels and
    /// operators may use any key: intake answers a wrong one with the reason, the broker with
    /// closing the channel.
    public var topicPermissions: [TopicPermission] {
        accounts.flatMap { topicPermissions(of: $0) }
    }

    public func topicPermissions(of party: Party) -> [TopicPermission] {
        writable(by: party).map { exchange in
            TopicPermission(
                user: party.user, exchange: exchange.name, write: keys(of: party, on: exchange),
                read: Self.nothing)
        }
    }

    /// A stage that may speak on an exchange and has nothing to say there has no right to it.
    private func writable(by party: Party) -> [Exchange] {
        let spoken = Set(events(saidBy: party.writer).map(\.exchange))
        return exchanges.filter { exchange in
            exchange.writers.contains(party.writer)
                && (exchange.key == .free || spoken.contains(exchange.name))
        }
    }

    private func keys(of party: Party, on exchange: Exchange) -> String {
        guard case .stage(let stage) = party, exchange.key != .free else { return ".*" }
        let heads: [String]
        if exchange.key == .speaker {
            heads = [stage.rawValue]
        } else if exchange.key == .channel {
            // All of them: a key that the broker forbids closes the channel, and one that no
            // queue wants any more is only returned.
            heads = ChannelName.allCases.map(\.rawValue).sorted()
        } else {
            heads = types(saidBy: stage, on: exchange.name).sorted()
        }
        guard !heads.isEmpty else { return Self.nothing }
        let tail = exchange.isPartitioned ? "\\.\(Name.chamberExpression)" : ""
        return "^(\(heads.map(Name.literal).joined(separator: "|")))\(tail)$"
    }

    private func oneOf(_ expressions: [String]) -> String {
        expressions.isEmpty ? Self.nothing : "^(\(expressions.joined(separator: "|")))$"
    }
}
