import StageKit
import Testing

@Suite struct MemoryBrokerTests {
    let broker = MemoryBroker()

    func message(_ text: String, key: String = "a.b.31", exchange: String = "x") -> Message {
        Message(
            exchange: exchange, routingKey: key, body: Array(text.utf8), contentType: "text/plain",
            messageID: text)
    }

    func queue(_ name: String = "q", _ options: MemoryQueueOptions = MemoryQueueOptions()) {
        broker.declare(queue: name, options)
        broker.bind(queue: name, exchange: "x", pattern: "#")
    }

    func publish(_ texts: String...) async throws {
        _ = try await broker.publisher().publish(texts.map { message($0) })
    }

    func texts(_ deliveries: [Delivery]?) -> [String]? { deliveries?.compactMap(\.messageID) }

    @Test func patternsFollowTheTopicRules() {
        #expect(TopicPattern("#").matches("a.b"))
        #expect(TopicPattern("#").matches(""))
        #expect(TopicPattern("a.*").matches("a.b"))
        #expect(!TopicPattern("a.*").matches("a.b.c"))
        #expect(!TopicPattern("a.*").matches("a"))
        #expect(TopicPattern("a.#").matches("a"))
        #expect(TopicPattern("a.#.31").matches("a.b.c.31"))
        #expect(!TopicPattern("a.#.31").matches("a.b.c.16"))
    }

    @Test func takesWhatIsThereUpToTheLimitAndThePrefetch() async throws {
        queue()
        try await publish("1", "2", "3", "4")
        let consumer = try await broker.consumer(queue: "q", prefetch: 3)
        #expect(texts(try await consumer.next(upTo: 2, until: nil)) == ["1", "2"])
        let second = try await consumer.next(upTo: 5, until: nil)
        #expect(texts(second) == ["3"])
        #expect(try await consumer.next(upTo: 5, until: .now) == [])
        try await consumer.acknowledge(through: try #require(second?.last?.tag))
        #expect(texts(try await consumer.next(upTo: 5, until: nil)) == ["4"])
        #expect(broker.depth(of: "q") == 1)
    }

    @Test func aWaitingConsumerHearsOfAMessage() async throws {
        queue()
        let consumer = try await broker.consumer(queue: "q", prefetch: 3)
        async let deliveries = consumer.next(upTo: 9, until: nil)
        try await publish("1")
        #expect(texts(try await deliveries) == ["1"])
    }

    @Test func wakeEndsAWaitAndCancelEndsTheConsumer() async throws {
        queue()
        let consumer = try await broker.consumer(queue: "q", prefetch: 3)
        consumer.wake()
        #expect(try await consumer.next(upTo: 1, until: nil) == [])
        async let last = consumer.next(upTo: 1, until: nil)
        await consumer.cancel()
        #expect(try await last == nil)
    }

    @Test func aCancelledTaskDoesNotWaitOn() async throws {
        queue()
        let consumer = try await broker.consumer(queue: "q", prefetch: 3)
        let waiting = Task { try await consumer.next(upTo: 1, until: nil) }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func whatNoQueueTakesIsReturned() async throws {
        broker.declare(exchange: "x")
        let outcomes = try await broker.publisher().publish([message("1")])
        #expect(outcomes == [.returned(code: 312, text: "NO_ROUTE")])
        await #expect(throws: BrokerError.self) {
            _ = try await broker.publisher().publish([message("1", exchange: "nowhere")])
        }
    }

    @Test func aFullQueueRefuses() async throws {
        queue("q", MemoryQueueOptions(maximumLength: 1))
        let publisher = try await broker.publisher()
        #expect(
            try await publisher.publish([message("1"), message("2")]) == [.confirmed, .refused])
    }

    @Test func aLostConnectionBringsTheSameDeliveriesAgainInOrder() async throws {
        queue()
        try await publish("1", "2", "3")
        let consumer = try await broker.consumer(queue: "q", prefetch: 9)
        let first = try #require(try await consumer.next(upTo: 2, until: nil))
        broker.interrupt()
        #expect(consumer.wasLost)
        #expect(try await consumer.next(upTo: 9, until: nil) == [])
        let again = try #require(try await consumer.next(upTo: 9, until: nil))
        #expect(texts(again) == ["1", "2", "3"])
        #expect(again.map(\.redelivered) == [true, true, false])
        try await consumer.acknowledge(through: first[1].tag)
        #expect(broker.depth(of: "q") == 3)
        try await consumer.acknowledge(through: again[2].tag)
        #expect(broker.depth(of: "q") == 0)
    }

    @Test func aClosedConnectionGivesItsDeliveriesToTheNext() async throws {
        queue("q", MemoryQueueOptions(singleActiveConsumer: true))
        try await publish("1")
        let other = broker.connect()
        let first = try await other.consumer(queue: "q", prefetch: 9)
        let second = try await broker.consumer(queue: "q", prefetch: 9)
        _ = try await first.next(upTo: 1, until: nil)
        #expect(try await second.next(upTo: 1, until: .now) == [])
        await other.close()
        #expect(texts(try await second.next(upTo: 1, until: nil)) == ["1"])
        await #expect(throws: BrokerError.self) { _ = try await first.next(upTo: 1, until: nil) }
    }

    @Test func whatComesBackTooOftenGoesToTheDeadLetters() async throws {
        broker.declare(queue: "dead")
        broker.bind(queue: "dead", exchange: "graves", pattern: "q.#")
        queue(
            "q",
            MemoryQueueOptions(
                deliveryLimit: 1, deadLetterExchange: "graves", deadLetterKey: "q.31"))
        try await publish("1")
        let consumer = try await broker.consumer(queue: "q", prefetch: 9)
        for _ in 0..<2 {
            let delivery = try #require(try await consumer.next(upTo: 1, until: nil)?.first)
            try await consumer.reject(delivery.tag, requeue: true)
        }
        let dead = try #require(broker.contents(of: "dead").first)
        #expect(dead.messageID == "1")
        #expect(dead.headers["x-first-death-queue"] == "q")
        #expect(dead.headers["x-first-death-reason"] == "delivery_limit")
    }

    @Test func heldConfirmsKeepThePublisherWaiting() async throws {
        queue()
        broker.holdConfirms()
        async let outcomes = broker.publisher().publish([message("1")])
        let consumer = try await broker.consumer(queue: "q", prefetch: 9)
        #expect(texts(try await consumer.next(upTo: 1, until: nil)) == ["1"])
        broker.releaseConfirms()
        #expect(try await outcomes == [.confirmed])
    }
}
