import PipelineSpec
import Testing
import YAML

@Suite("The pipelines of this repository") struct TopologyTests {
    @Test func theyAreWhole() {
        let report = Pipelines.lint(directory: Files.pipelines)
        #expect(report.diagnostics.map(\.description) == [])
        #expect(report.topology?.pipelines == ["dispatch", "restoration", "roster"])
    }

    @Test func queuesAreExpandedOverChambers() throws {
        let declarations = try Files.topology().declarations(chambers: ["31", "16"])
        #expect(
            declarations.queues.map(\.name) == [
                "intake.requests", "intake.commands", "intake.rejected", "classifier",
                "matcher.16", "matcher.31", "notifier.16", "notifier.31",
                "ledger.00", "ledger.16", "ledger.31", "dead.00", "dead.16", "dead.31",
                "dead.unreadable",
                "feedback.desk", "feedback.web",
            ])
        #expect(
            Set(declarations.exchanges.map(\.name)) == [
                "maalem.in", "maalem.commands", "maalem.dispatch", "maalem.rejected", "maalem.dead",
                "maalem.unrouted", "maalem.replay", "maalem.unreadable", "maalem.feedback",
            ])
    }

    @Test func onlyTypeAndSingleConsumerAreArguments() throws {
        for queue in try Files.topology().declarations(chambers: ["31"]).queues {
            var wanted: [String: ArgumentValue] = ["x-queue-type": .text("quorum")]
            if queue.chamber != nil { wanted["x-single-active-consumer"] = .bool(true) }
            #expect(queue.arguments == wanted)
        }
    }

    @Test func bindingsEndInTheChamber() throws {
        let bindings = try Files.topology().declarations(chambers: ["31"]).bindings
        func keys(_ queue: String) -> Set<String> {
            Set(bindings.filter { $0.queue == queue }.map { "\($0.exchange) \($0.routingKey)" })
        }
        #expect(
            keys("classifier")
                == [
                    "maalem.dispatch request.accepted.*", "maalem.dispatch triage.requested.*",
                    "maalem.replay classifier.*",
                ])
        #expect(keys("ledger.31") == ["maalem.dispatch #.31", "maalem.replay ledger.31"])
        #expect(keys("ledger.00") == ["maalem.dispatch #.00", "maalem.replay ledger.00"])
        #expect(keys("dead.31") == ["maalem.dead #.31"])
        #expect(keys("dead.00") == ["maalem.dead #.00", "maalem.unrouted #"])
        #expect(
            keys("intake.requests") == ["maalem.in #", "maalem.replay intake.requests.*"])
        #expect(keys("feedback.web") == ["maalem.feedback web"])
        #expect(keys("matcher.31").contains("maalem.dispatch artisan.registered.31"))
        #expect(keys("matcher.31").contains("maalem.dispatch artisan.application.submitted.31"))
        #expect(keys("notifier.31").contains("maalem.dispatch artisan.updated.31"))
        #expect(!keys("notifier.31").contains("maalem.dispatch notification.sent.31"))
    }

    @Test func aStageSeesItsOwnQueues() throws {
        let topology = try Files.topology()
        let matcher = topology.queues(of: .matcher, chamber: "31")
        #expect(matcher.map(\.name) == ["matcher.31"])
        #expect(matcher.first?.isSingleActiveConsumer == true)
        #expect(matcher.first?.deadLetterExchange == "maalem.dead")
        let intake = topology.queues(of: .intake, chamber: nil)
        #expect(intake.map(\.name) == ["intake.requests", "intake.commands"])
        #expect(intake.map(\.maxBody) == [65_536, 65_536])
        #expect(intake.map(\.rejectedExchange) == ["maalem.rejected", "maalem.rejected"])
        #expect(
            topology.queues(of: .ledger, chamber: "00").map(\.name) == ["ledger.00", "dead.00"])
        #expect(topology.queues(of: .matcher, chamber: "00") == [])
        #expect(topology.isPartitioned(.notifier))
        #expect(!topology.isPartitioned(.classifier))
    }

    @Test func aStageKnowsWhereItsEventsGo() throws {
        let topology = try Files.topology()
        #expect(topology.exchange(of: "offer.made", saidBy: .matcher) == "maalem.dispatch")
        #expect(topology.exchange(of: "offer.made", saidBy: .notifier) == nil)
        #expect(topology.exchange(of: "dead.lettered", saidBy: .notifier) == "maalem.dead")
        #expect(
            topology.types(saidBy: .classifier, on: "maalem.dispatch") == ["request.classified"])
    }

    @Test func policiesBearNumbersAndMatchChambersToCome() throws {
        let policies = try Files.topology().policies
        let matcher = try #require(policies.first { $0.name == "maalem.queue.matcher" })
        #expect(matcher.pattern == "^matcher\\.[0-9]{2}$")
        #expect(matcher.definition["delivery-limit"] == .integer(20))
        #expect(matcher.definition["dead-letter-exchange"] == .text("maalem.dead"))
        #expect(matcher.definition["dead-letter-strategy"] == .text("at-least-once"))
        #expect(matcher.definition["overflow"] == .text("reject-publish"))
        #expect(matcher.definition["dead-letter-routing-key"] == nil)
        let rejected = try #require(policies.first { $0.name == "maalem.queue.intake.rejected" })
        #expect(rejected.definition["message-ttl"] == .integer(2_592_000_000))
        #expect(rejected.definition["dead-letter-exchange"] == nil)
        let feedback = try #require(policies.first { $0.name == "maalem.queue.feedback" })
        #expect(feedback.pattern == "^feedback\\.(desk|web)$")
        #expect(feedback.definition["overflow"] == .text("drop-head"))
        let dead = try #require(policies.first { $0.name == "maalem.exchange.maalem.dead" })
        #expect(dead.definition == ["alternate-exchange": .text("maalem.unrouted")])
        #expect(dead.applyTo == .exchanges)
    }

    @Test func everyQueueHasExactlyOnePolicy() throws {
        let topology = try Files.topology()
        let patterns = try topology.policies.filter { $0.applyTo == .queues }
            .map { try Regex($0.pattern) }
        for queue in topology.declarations(chambers: ["31", "16"]).queues {
            #expect(patterns.filter { queue.name.contains($0) }.count == 1, "\(queue.name)")
        }
    }
}

@Suite("Rights") struct AccessTests {
    @Test func nobodyMayDeclareAnything() throws {
        #expect(try Files.topology().permissions.allSatisfy { $0.configure == "^$" })
    }

    @Test func aChannelMayWriteItsExchangeAndReadNothing() throws {
        let topology = try Files.topology()
        let channel = topology.permission(of: .channels)
        #expect(channel.user == "maalem-channel")
        #expect(channel.write == "^(maalem\\.in)$")
        #expect(channel.read == "^$")
        #expect(
            topology.topicPermissions(of: .channels)
                == [
                    TopicPermission(
                        user: "maalem-channel", exchange: "maalem.in", write: ".*", read: "^$")
                ])
        #expect(
            topology.permission(of: .operators).read
                == "^(intake\\.rejected|dead\\.unreadable)$")
    }

    @Test func aChannelWithFeedbackReadsItsOwnQueueAndNoOther() throws {
        let topology = try Files.topology()
        let web = topology.permission(of: .channel(.web))
        #expect(web.user == "maalem-channel-web")
        #expect(web.write == topology.permission(of: .channels).write)
        #expect(web.read == "^(feedback\\.web)$")
        #expect(topology.permissions.map(\.user).contains("maalem-channel-desk"))
        #expect(!topology.permissions.map(\.user).contains("maalem-channel-sms"))
        let keys = topology.topicPermissions(of: .stage(.matcher))
        let feedback = try #require(keys.first { $0.exchange == "maalem.feedback" })
        #expect(feedback.write == "^(desk|phone|sms|web|whatsapp)$")
        #expect(
            !topology.permissions.filter { $0.user != "maalem-channel-web" }
                .contains { $0.read.contains("feedback") && $0.user != "maalem-channel-desk" })
    }

    @Test func aStageMaySayItsOwnEventsAndNoOthers() throws {
        let topology = try Files.topology()
        let intake = topology.permission(of: .stage(.intake))
        #expect(
            intake.write
                == "^(maalem\\.dispatch|maalem\\.rejected|maalem\\.dead|maalem\\.feedback)$")
        #expect(intake.read == "^(intake\\.requests|intake\\.commands)$")
        let keys = topology.topicPermissions(of: .stage(.classifier))
        let dispatch = try Regex(#require(keys.first { $0.exchange == "maalem.dispatch" }).write)
        #expect("request.classified.31".contains(dispatch))
        #expect(!"request.accepted.31".contains(dispatch))
        #expect(!"request.classified".contains(dispatch))
        let dead = try #require(keys.first { $0.exchange == "maalem.dead" })
        #expect(dead.write == "^(classifier)\\.[0-9]{2}$")
        #expect(
            topology.permission(of: .stage(.ledger)).write
                == "^(maalem\\.dispatch|maalem\\.dead|maalem\\.replay)$")
        #expect(topology.permission(of: .stage(.matcher)).write.contains("replay") == false)
    }

    @Test func aStageReadsItsQueuesOfEveryChamber() throws {
        let read = try Regex(Files.topology().permission(of: .stage(.ledger)).read)
        #expect("ledger.31".contains(read))
        #expect("dead.00".contains(read))
        #expect(!"matcher.31".contains(read))
        #expect(!"ledger.310".contains(read))
    }
}

@Suite("Routing patterns") struct RoutingPatternTests {
    @Test(arguments: [
        ("request.*", "request.accepted", true), ("request.*", "request.accepted.31", false),
        ("#", "", true), ("#", "a.b.c", true), ("#.31", "a.b.31", true), ("#.31", "31", true),
        ("#.31", "a.b.16", false), ("a.#.c", "a.c", true), ("a.#.c", "a.b.b.c", true),
        ("a.*.c", "a.c", false), ("a", "a.b", false), ("*", "", true),
    ])
    func patternsTakeWhatTheBrokerTakes(pattern: String, key: String, wanted: Bool) {
        #expect(RoutingPattern(pattern).matches(key) == wanted)
    }
}
