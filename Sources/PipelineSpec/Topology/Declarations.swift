/// A value of an argument or a policy, as the management API has it.
public enum ArgumentValue: Hashable, Sendable, CustomStringConvertible {
    case integer(Int)
    case text(String)
    case bool(Bool)
    /// Anything else, as JSON.
    case other(String)

    public var description: String {
        switch self {
        case .integer(let value): String(value)
        case .text(let text): "\"\(text)\""
        case .bool(let value): String(value)
        case .other(let json): json
        }
    }
}

/// An exchange to declare.
public struct ExchangeDeclaration: Hashable, Sendable {
    public let name: String
    public var type: String { "topic" }
    public var durable: Bool { true }
}

/// A queue to declare.
public struct QueueDeclaration: Hashable, Sendable {
    public let name: String
    /// The queue's name in the files.
    public let family: String
    public let chamber: String?
    public let reader: Party
    public var durable: Bool { true }
    /// Type and single active consumer, no more: every difference in arguments is a 406.
    public let arguments: [String: ArgumentValue]
}

/// A binding of a queue to declare.
public struct BindingDeclaration: Hashable, Sendable {
    public let exchange: String
    public let queue: String
    public let routingKey: String
}

/// A policy to set.
public struct PolicyDeclaration: Hashable, Sendable {
    /// To what a policy applies (`apply-to`).
    public enum Target: String, Hashable, Sendable { case queues, exchanges }

    /// `maalem.queue.matcher`
    public let name: String
    public let pattern: String
    public let applyTo: Target
    public let priority: Int
    public let definition: [String: ArgumentValue]
}

/// What the topology asks of a broker, for certain chambers.
public struct Declarations: Hashable, Sendable {
    public var exchanges: [ExchangeDeclaration]
    public var queues: [QueueDeclaration]
    public var bindings: [BindingDeclaration]
    public var policies: [PolicyDeclaration]
}

extension Topology {
    /// - Parameter chambers: the codes of all chambers; `00` is added where a family wants it
    public func declarations(chambers: [String]) -> Declarations {
        let queues = self.queues.flatMap { family in
            family.chambers(of: chambers).map { declaration(of: family, $0) }
        }
        let bindings = self.queues.flatMap { family in
            family.chambers(of: chambers).flatMap { self.bindings(of: family, $0) }
        }
        return Declarations(
            exchanges: exchanges.map { ExchangeDeclaration(name: $0.name) }, queues: queues,
            bindings: bindings, policies: policies)
    }

    private func declaration(of family: QueueFamily, _ chamber: String?) -> QueueDeclaration {
        var arguments: [String: ArgumentValue] = ["x-queue-type": .text("quorum")]
        if family.isSingleActiveConsumer { arguments["x-single-active-consumer"] = .bool(true) }
        return QueueDeclaration(
            name: family.queueName(chamber: chamber), family: family.name,
            chamber: family.partition == .channel ? nil : chamber,
            reader: family.reader, arguments: arguments)
    }

    private func bindings(of family: QueueFamily, _ chamber: String?) -> [BindingDeclaration] {
        let queue = family.queueName(chamber: chamber)
        let own = family.bindings.map { binding in
            BindingDeclaration(
                exchange: binding.exchange, queue: queue,
                routingKey: family.partition == .channel
                    ? chamber ?? "" : routingKey(of: binding, chamber))
        }
        let extra = family.extraBindings[chamber ?? ""] ?? []
        return own
            + extra.map {
                BindingDeclaration(exchange: $0.exchange, queue: queue, routingKey: $0.pattern.text)
            }
    }

    /// On a partitioned exchange the chamber follows the pattern; a queue of all takes any.
    private func routingKey(of binding: QueueFamily.Binding, _ chamber: String?) -> String {
        guard exchange(binding.exchange)?.isPartitioned == true else { return binding.pattern.text }
        if let chamber { return "\(binding.pattern.text).\(chamber)" }
        let pattern = binding.pattern
        return pattern.words.last == "#" ? pattern.text : pattern.text + ".*"
    }

    /// One policy a queue family, since a broker applies one policy to a queue; and one for each
    /// exchange that has an alternate. They hold for chambers to come.
    public var policies: [PolicyDeclaration] {
        let ofQueues = queues.map { family in
            PolicyDeclaration(
                name: "maalem.queue.\(family.name)", pattern: "^\(family.expression)$",
                applyTo: .queues, priority: 10, definition: family.policy.definition)
        }
        let ofExchanges = exchanges.compactMap { exchange in
            exchange.unrouted.map { unrouted in
                PolicyDeclaration(
                    name: "maalem.exchange.\(exchange.name)",
                    pattern: "^\(Name.literal(exchange.name))$", applyTo: .exchanges, priority: 10,
                    definition: ["alternate-exchange": .text(unrouted)])
            }
        }
        return ofQueues + ofExchanges
    }
}
