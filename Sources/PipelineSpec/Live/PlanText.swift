extension Plan {
    /// For people: one line a step, `+` to create, `~` to set, `!` what cannot be changed, `?` what
    /// is there besides; a last line counts.
    public var lines: [String] {
        let all =
            steps.map(\.description) + conflicts.map { "! \($0.message) (\($0.hint))" }
            + warnings.map { "? \($0)" }
        return all + [summary]
    }

    /// `3 to do, 1 impossible, 2 to look at`
    public var summary: String {
        if isEmpty, warnings.isEmpty { return "the broker agrees with the files" }
        return "\(steps.count) to do, \(conflicts.count) impossible, \(warnings.count) to look at"
    }

    static func text(_ values: [String: ArgumentValue]) -> String {
        values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}

extension Plan.Step: CustomStringConvertible {
    public var description: String {
        switch self {
        case .createUser(let user): "+ user \(user)"
        case .createExchange(let exchange):
            "+ exchange \(exchange.name) \(exchange.type) durable"
        case .createQueue(let queue): "+ queue \(queue.name) \(Plan.text(queue.arguments))"
        case .bind(let binding):
            "+ binding \(binding.exchange) → \(binding.queue) [\(binding.routingKey)]"
        case .setPolicy(let policy):
            "~ policy \(policy.name) \(policy.pattern) \(Plan.text(policy.definition))"
        case .setPermission(let permission):
            "~ permission \(permission.user) configure \(permission.configure) "
                + "write \(permission.write) read \(permission.read)"
        case .setTopicPermission(let permission):
            "~ topic permission \(permission.user) on \(permission.exchange) "
                + "write \(permission.write) read \(permission.read)"
        }
    }
}
