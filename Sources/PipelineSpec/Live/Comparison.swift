/// Fills a plan.
struct Comparison {
    var wanted: Declarations
    let live: LiveTopology
    let topology: Topology
    var plan = Plan()

    init(wanted: Declarations, live: LiveTopology, topology: Topology) {
        self.wanted = wanted
        self.live = live
        self.topology = topology
    }

    mutating func keepOnly(_ stage: Stage) {
        let party = Party.stage(stage)
        wanted.queues.removeAll { $0.reader != party }
        let queues = Set(wanted.queues.map(\.name))
        wanted.bindings.removeAll { !queues.contains($0.queue) }
        let own = topology.families(of: party)
        var exchanges = Set(wanted.bindings.map(\.exchange))
        exchanges.formUnion(topology.events(saidBy: party).map(\.exchange))
        exchanges.formUnion(own.compactMap(\.policy.deadLetter?.exchange))
        exchanges.formUnion(own.compactMap(\.reading?.rejected))
        wanted.exchanges.removeAll { !exchanges.contains($0.name) }
        let policies = Set(
            own.map { "maalem.queue.\($0.name)" } + exchanges.map { "maalem.exchange.\($0)" })
        wanted.policies.removeAll { !policies.contains($0.name) }
    }

    mutating func compare() {
        for exchange in wanted.exchanges { compare(exchange) }
        // Before the queues: a queue is never without its limits.
        for policy in wanted.policies { compare(policy) }
        for queue in wanted.queues { compare(queue) }
        let present = Set(live.bindings.filter { $0.destinationType == "queue" })
        for binding in wanted.bindings where !present.contains(binding.live) {
            plan.steps.append(.bind(binding))
        }
    }

    private mutating func compare(_ wanted: ExchangeDeclaration) {
        guard let found = live.exchanges.first(where: { $0.name == wanted.name }) else {
            plan.steps.append(.createExchange(wanted))
            return
        }
        var differences: [String] = []
        if found.type != wanted.type {
            differences.append("is of type \(found.type), not \(wanted.type)")
        }
        if !found.durable { differences.append("is not durable") }
        if found.autoDelete { differences.append("deletes itself") }
        if found.internal { differences.append("is internal") }
        if !found.arguments.isEmpty {
            differences.append("has the arguments \(Plan.text(found.arguments))")
        }
        report(differences, "exchange \(wanted.name)")
    }

    private mutating func compare(_ wanted: QueueDeclaration) {
        guard let found = live.queues.first(where: { $0.name == wanted.name }) else {
            plan.steps.append(.createQueue(wanted))
            return
        }
        var differences: [String] = []
        if found.type != "quorum" { differences.append("is of type \(found.type), not quorum") }
        if !found.durable { differences.append("is not durable") }
        if found.autoDelete { differences.append("deletes itself") }
        if found.exclusive { differences.append("is exclusive") }
        for key in Set(wanted.arguments.keys).union(found.arguments.keys).sorted()
        where key != "x-queue-type" || found.type == "quorum" {
            let have = found.arguments[key]
            let want = wanted.arguments[key]
            guard have != want else { continue }
            let words = [have, want].map { $0.map(\.description) ?? "absent" }
            differences.append("has \(key) \(words[0]), not \(words[1])")
        }
        report(differences, "queue \(wanted.name)")
    }

    private mutating func report(_ differences: [String], _ what: String) {
        guard !differences.isEmpty else { return }
        let kind = what.split(separator: " ")[0]
        plan.conflicts.append(
            Plan.Conflict(
                message: "\(what) \(differences.joined(separator: ", "))",
                hint: "it cannot be changed (406): stop what uses it, empty it, "
                    + "delete the \(kind), apply again"))
    }

    private mutating func compare(_ wanted: PolicyDeclaration) {
        if let policies = live.policies {
            let found = policies.first { $0.name == wanted.name }
            guard found == wanted.live else {
                plan.steps.append(.setPolicy(wanted))
                return
            }
        }
        guard wanted.applyTo == .queues else { return }
        let names = Set(
            self.wanted.queues.filter { "maalem.queue.\($0.family)" == wanted.name }.map(\.name))
        for queue in live.queues where names.contains(queue.name) {
            // For some seconds after a start the broker does not say: that is no difference.
            guard let effective = queue.effectivePolicyDefinition else { continue }
            if wanted.definition.allSatisfy({ effective[$0.key] == $0.value }) { continue }
            if live.policies == nil {
                plan.steps.append(.setPolicy(wanted))
                return
            }
            plan.conflicts.append(
                Plan.Conflict(
                    message: "queue \(queue.name) follows "
                        + (queue.policy.map { "the policy \($0)" } ?? "no policy")
                        + ", not \(wanted.name)",
                    hint: "take away policies that match it, of priority \(wanted.priority) or more"
                ))
        }
    }
}

extension BindingDeclaration {
    var live: LiveTopology.Binding {
        LiveTopology.Binding(source: exchange, destination: queue, routingKey: routingKey)
    }
}

extension PolicyDeclaration {
    var live: LiveTopology.Policy {
        LiveTopology.Policy(
            name: name, pattern: pattern, applyTo: applyTo.rawValue, priority: priority,
            definition: definition)
    }
}
