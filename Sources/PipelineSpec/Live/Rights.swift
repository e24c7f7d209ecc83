// Accounts and what the broker has too much of: the parts of a plan for the whole.

extension Comparison {
    mutating func compareRights() {
        if let users = live.users {
            let missing = topology.accounts.map(\.user).filter { !users.contains($0) }
            plan.steps += missing.map { .createUser($0) }
        }
        if let permissions = live.permissions {
            plan.steps += topology.permissions.filter { !permissions.contains($0) }
                .map { .setPermission($0) }
        }
        if let permissions = live.topicPermissions {
            plan.steps += topology.topicPermissions.filter { !permissions.contains($0) }
                .map { .setTopicPermission($0) }
        }
    }

    /// What is ours by its name or its binding, and stands in no file.
    mutating func findExtras() {
        let exchanges = Set(wanted.exchanges.map(\.name))
        let queues = Set(wanted.queues.map(\.name))
        for exchange in live.exchanges.map(\.name).sorted()
        where exchange.hasPrefix("maalem.") && !exchanges.contains(exchange) {
            plan.warnings.append("exchange \(exchange) stands in no file")
        }
        let bindings = Set(wanted.bindings.map(\.live))
        let extra = live.bindings.filter {
            !bindings.contains($0) && !$0.source.isEmpty
                && (exchanges.contains($0.source) || queues.contains($0.destination))
        }
        let fed = Set(extra.filter { $0.destinationType == "queue" }.map(\.destination))
        for queue in live.queues.map(\.name).sorted() where !queues.contains(queue) {
            if isChamberQueue(queue) {
                plan.warnings.append("queue \(queue) is of a chamber that is not configured")
            } else if fed.contains(queue) {
                plan.warnings.append("queue \(queue) stands in no file and takes messages")
            }
        }
        plan.warnings += extra.map {
            "binding \($0.source) → \($0.destination) [\($0.routingKey)] stands in no file"
        }.sorted()
        let policies = Set(wanted.policies.map(\.name))
        for policy in (live.policies ?? []).map(\.name).sorted()
        where policy.hasPrefix("maalem.") && !policies.contains(policy) {
            plan.warnings.append("policy \(policy) stands in no file")
        }
        warnOfOtherRights(exchanges)
    }

    /// Rights that somebody gave by hand.
    private mutating func warnOfOtherRights(_ exchanges: Set<String>) {
        let ours = Set(topology.accounts.map(\.user))
        let wanted = Set(topology.topicPermissions.map { "\($0.user) \($0.exchange)" })
        for permission in live.topicPermissions ?? []
        where ours.contains(permission.user) && exchanges.contains(permission.exchange)
            && !wanted.contains("\(permission.user) \(permission.exchange)")
        {
            plan.warnings.append(
                "topic permission of \(permission.user) on \(permission.exchange) "
                    + "stands in no file")
        }
    }

    private func isChamberQueue(_ name: String) -> Bool {
        topology.queues.contains { family in
            family.partition != .whole && name.hasPrefix(family.name + ".")
                && Name.isChamber(name.dropFirst(family.name.count + 1))
        }
    }
}
