import PipelineSpec
import Testing

/// A broker that holds what the files say.
private func agreeing(_ topology: Topology, chambers: [String] = ["31"]) -> LiveTopology {
    let wanted = topology.declarations(chambers: chambers)
    return LiveTopology(
        exchanges: wanted.exchanges.map {
            LiveTopology.Exchange(name: $0.name, type: $0.type, durable: true)
        },
        queues: wanted.queues.map { queue in
            let policy = wanted.policies.first { $0.name == "maalem.queue.\(queue.family)" }
            return LiveTopology.Queue(
                name: queue.name, type: "quorum", durable: true, arguments: queue.arguments,
                policy: policy?.name, effectivePolicyDefinition: policy?.definition ?? [:])
        },
        bindings: wanted.bindings.map {
            LiveTopology.Binding(
                source: $0.exchange, destination: $0.queue, routingKey: $0.routingKey)
        }
            + wanted.queues.map {
                LiveTopology.Binding(source: "", destination: $0.name, routingKey: $0.name)
            },
        policies: wanted.policies.map {
            LiveTopology.Policy(
                name: $0.name, pattern: $0.pattern, applyTo: $0.applyTo.rawValue,
                priority: $0.priority, definition: $0.definition)
        },
        users: Set(topology.accounts.map(\.user)), permissions: topology.permissions,
        topicPermissions: topology.topicPermissions)
}

@Suite("The difference between the files and a broker") struct PlanTests {
    let topology: Topology

    init() throws { topology = try Files.topology() }

    private func plan(_ live: LiveTopology, _ part: Plan.Part = .whole) -> Plan {
        Plan(topology, chambers: ["31"], live: live, part: part)
    }

    @Test func anAgreeingBrokerNeedsNothing() {
        let plan = plan(agreeing(topology))
        #expect(plan.isEmpty)
        #expect(plan.lines == ["the broker agrees with the files"])
        for stage in Stage.allCases {
            #expect(self.plan(agreeing(topology), .stage(stage)).isEmpty)
        }
    }

    @Test func anEmptyBrokerNeedsEverythingInAnOrderThatWorks() {
        let plan = plan(
            LiveTopology(policies: [], users: [], permissions: [], topicPermissions: []))
        let wanted = topology.declarations(chambers: ["31"])
        func first(_ text: String) -> Int? {
            plan.lines.firstIndex { $0.hasPrefix(text) }
        }
        func last(_ text: String) -> Int? { plan.lines.lastIndex { $0.hasPrefix(text) } }
        #expect(plan.conflicts == [])
        #expect(
            plan.steps.filter { if case .bind = $0 { true } else { false } }.count
                == wanted.bindings.count)
        #expect(last("+ exchange")! < first("+ queue")!)
        #expect(last("~ policy")! < first("+ queue")!)
        #expect(last("+ queue")! < first("+ binding")!)
        #expect(last("+ user")! < first("~ permission")!)
        #expect(plan.lines.contains("+ binding maalem.dispatch → ledger.31 [#.31]"))
        #expect(
            plan.lines.contains(
                "+ queue dead.00 x-queue-type=\"quorum\" x-single-active-consumer=true"))
    }

    @Test func aQueueOfAnotherTypeCannotBeChanged() {
        var live = agreeing(topology)
        let index = live.queues.firstIndex { $0.name == "classifier" }!
        live.queues[index].type = "classic"
        live.queues[index].arguments = [:]
        let plan = plan(live)
        #expect(!plan.isEmpty)
        #expect(plan.steps == [])
        #expect(
            plan.conflicts.map(\.message) == ["queue classifier is of type classic, not quorum"])
        #expect(plan.conflicts.allSatisfy { $0.hint.contains("406") })
        #expect(self.plan(live, .stage(.classifier)).conflicts.count == 1)
        #expect(self.plan(live, .stage(.intake)).isEmpty)
    }

    @Test func aFurtherArgumentIsAConflict() {
        var live = agreeing(topology)
        let index = live.queues.firstIndex { $0.name == "matcher.31" }!
        live.queues[index].arguments["x-max-length"] = .integer(10)
        live.queues[index].arguments["x-single-active-consumer"] = nil
        #expect(
            plan(live).conflicts.map(\.message) == [
                "queue matcher.31 has x-max-length 10, not absent, "
                    + "has x-single-active-consumer absent, not true"
            ])
    }

    @Test func aLimitGivenAsTextIsADifference() {
        var live = agreeing(topology)
        let index = live.policies!.firstIndex { $0.name == "maalem.queue.matcher" }!
        live.policies![index].definition["delivery-limit"] = .text("5")
        let steps = plan(live).steps.map(\.description)
        #expect(steps.count == 1)
        #expect(steps.first?.hasPrefix("~ policy maalem.queue.matcher ") == true)
    }

    @Test func aStageThatMayNotSeePoliciesLooksAtTheQueue() {
        var live = agreeing(topology)
        live.policies = nil
        #expect(plan(live, .stage(.matcher)).isEmpty)
        let index = live.queues.firstIndex { $0.name == "matcher.31" }!
        live.queues[index].effectivePolicyDefinition?["delivery-limit"] = nil
        #expect(plan(live, .stage(.matcher)).steps.count == 1)
        #expect(plan(live, .stage(.notifier)).isEmpty)
    }

    @Test func aQueueThatIsNewToTheBrokerIsNoConflict() {
        var live = agreeing(topology)
        for index in live.queues.indices {
            live.queues[index].policy = nil
            live.queues[index].effectivePolicyDefinition = nil
        }
        #expect(plan(live).isEmpty)
        live.policies = nil
        #expect(plan(live, .stage(.matcher)).isEmpty)
        // Said to follow none is another thing than not said yet.
        for index in live.queues.indices { live.queues[index].effectivePolicyDefinition = [:] }
        #expect(!plan(live, .stage(.matcher)).isEmpty)
    }

    @Test func aPolicyThatWinsOverOursIsAConflict() {
        var live = agreeing(topology)
        let index = live.queues.firstIndex { $0.name == "ledger.31" }!
        live.queues[index].policy = "everything"
        live.queues[index].effectivePolicyDefinition = ["max-length": .integer(5)]
        #expect(
            plan(live).conflicts.map(\.message)
                == ["queue ledger.31 follows the policy everything, not maalem.queue.ledger"])
    }

    @Test func aMissingBindingIsFoundByItsStageAlone() {
        var live = agreeing(topology)
        live.bindings.removeAll { $0.routingKey == "request.classified.31" }
        #expect(
            plan(live, .stage(.matcher)).lines.first
                == "+ binding maalem.dispatch → matcher.31 [request.classified.31]")
        #expect(plan(live, .stage(.classifier)).isEmpty)
        #expect(plan(live).steps.count == 1)
    }

    @Test func whatStandsInNoFileIsToldAndLeft() {
        var live = agreeing(topology)
        live.exchanges.append(.init(name: "maalem.old", type: "topic", durable: true))
        live.exchanges.append(.init(name: "amq.topic", type: "topic", durable: true))
        live.queues.append(.init(name: "matcher.16", type: "quorum", durable: true))
        live.queues.append(.init(name: "spy", type: "classic", durable: false))
        live.queues.append(.init(name: "elsewhere", type: "classic", durable: true))
        live.bindings.append(.init(source: "maalem.in", destination: "spy", routingKey: "#"))
        let plan = plan(live)
        #expect(plan.isEmpty)
        #expect(
            plan.warnings == [
                "exchange maalem.old stands in no file",
                "queue matcher.16 is of a chamber that is not configured",
                "queue spy stands in no file and takes messages",
                "binding maalem.in → spy [#] stands in no file",
            ])
        #expect(plan.summary == "0 to do, 0 impossible, 4 to look at")
    }

    @Test func rightsThatWereWidenedAreSetAgain() {
        var live = agreeing(topology)
        let index = live.permissions!.firstIndex { $0.user == "maalem-channel" }!
        live.permissions![index] = Permission(
            user: "maalem-channel", configure: "^$", write: ".*", read: ".*")
        live.topicPermissions!.removeAll { $0.user == "maalem-matcher" }
        #expect(
            plan(live).lines.dropLast().map { $0.prefix(26) } == [
                "~ permission maalem-channe", "~ topic permission maalem-",
                "~ topic permission maalem-", "~ topic permission maalem-",
            ])
    }

    @Test func anExchangeOfAnotherTypeCannotBeChanged() {
        var live = agreeing(topology)
        live.exchanges[0].type = "direct"
        live.exchanges[0].durable = false
        #expect(
            plan(live).conflicts.map(\.message)
                == ["exchange maalem.in is of type direct, not topic, is not durable"])
    }
}
