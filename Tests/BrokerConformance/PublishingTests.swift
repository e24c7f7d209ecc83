import StageKit
import Testing

@Suite("Publishing", .timeLimit(.minutes(3)))
struct PublishingTests {
    @Test("A message arrives as it was sent", arguments: Twin.allCases)
    func whole(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        var bodies: [[UInt8]] = [[], [0], Array(0...255)]
        // Around the size of a frame's payload, and far more than one.
        for size in [16_376, 16_377, 32_752, 300_000] {
            bodies.append((0..<size).map { UInt8(truncatingIfNeeded: $0 * 7) })
        }
        let messages = bodies.map { body in
            Message(
                exchange: "events", routingKey: "q.é.\(body.count)", body: body,
                contentType: "application/octet-stream", messageID: "m\(body.count)",
                headers: ["stage": "intake", "mot": "réparation"])
        }
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 100)
        let outcomes = try await broker.publisher().publish(messages)
        #expect(outcomes == messages.map { _ in .confirmed })
        let received = try await consumer.gather(messages.count)
        try #require(received.count == messages.count)
        for (delivery, message) in zip(received, messages) {
            #expect(delivery.body == message.body)
            #expect(delivery.exchange == "events")
            #expect(delivery.routingKey == message.routingKey)
            #expect(delivery.contentType == message.contentType)
            #expect(delivery.messageID == message.messageID)
            #expect(delivery.headers == message.headers)
            #expect(delivery.headerBytes > 20)
            #expect(delivery.userID == nil)
        }
        await broker.close()
    }

    @Test("A message without an id and without headers has none", arguments: Twin.allCases)
    func bare(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 1)
        let message = Message(
            exchange: "", routingKey: "q", body: [1], contentType: "text/plain")
        #expect(try await broker.publisher().publish([message]) == [.confirmed])
        let received = try await consumer.gather(1)
        #expect(received.first?.messageID == nil)
        #expect(received.first?.headers == [:])
        #expect(received.first?.exchange == "")
        await broker.close()
    }

    @Test("Thousands are published with one outcome each, in order", arguments: Twin.allCases)
    func thousands(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let publisher = try await broker.publisher()
        let messages = (0..<4000).map { event("\($0)", to: $0 % 3 == 1 ? "nobody" : "q") }
        let outcomes = try await publisher.publish(messages)
        let unroutable = PublishOutcome.returned(code: 312, text: "NO_ROUTE")
        #expect(outcomes == (0..<4000).map { $0 % 3 == 1 ? unroutable : .confirmed })
        #expect(try await publisher.publish([]) == [])
        let consumer = try await broker.consumer(queue: "q", prefetch: 4000)
        let expected = (0..<4000).filter { $0 % 3 != 1 }.map(String.init)
        #expect(try await consumer.gather(expected.count).map(\.text) == expected)
        await broker.close()
    }

    @Test("Of messages that look the same each has its outcome", arguments: Twin.allCases)
    func twins(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let lost = event("same", to: "nobody")
        let kept = event("same", to: "q")
        let outcomes = try await broker.publisher().publish([lost, kept, lost, kept, lost])
        let unroutable = PublishOutcome.returned(code: 312, text: "NO_ROUTE")
        #expect(outcomes == [unroutable, .confirmed, unroutable, .confirmed, unroutable])
        await broker.close()
    }

    @Test("Many tasks share a publisher", arguments: Twin.allCases)
    func sharing(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let publisher = try await broker.publisher()
        let confirmed = try await withThrowingTaskGroup(of: Int.self) { group in
            for task in 0..<8 {
                group.addTask {
                    let messages = (0..<250).map { event("\(task)-\($0)", to: "q") }
                    return try await publisher.publish(messages).count { $0 == .confirmed }
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(confirmed == 2000)
        let consumer = try await broker.consumer(queue: "q", prefetch: 2000)
        let received = try await consumer.gather(2000).map(\.text)
        #expect(Set(received).count == 2000)
        for task in 0..<8 {
            let mine = received.filter { $0.hasPrefix("\(task)-") }
            #expect(mine == (0..<250).map { "\(task)-\($0)" }, "the order of one task is kept")
        }
        await broker.close()
    }

    @Test("An exchange that does not exist fails its messages alone", arguments: Twin.allCases)
    func missingExchange(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let publisher = try await broker.publisher()
        var stray = event("stray", to: "q")
        stray.exchange = "none"
        let messages = [stray]
        async let other = publisher.publish(numbers(200).map { event($0, to: "q") })
        await expect(.missingExchange) { _ = try await publisher.publish(messages) }
        #expect(try await other == numbers(200).map { _ in .confirmed })
        #expect(try await publisher.publish([event("after", to: "q")]) == [.confirmed])
        await broker.close()
    }

    @Test("After the end nothing is published", arguments: [Twin.rabbit])
    func closed(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        let broker = try await bench.connect()
        let publisher = try await broker.publisher()
        #expect(await broker.state() == .connected)
        await broker.close()
        await broker.close()
        #expect(await broker.state() == .closed)
        await expect(.closed) { _ = try await publisher.publish([event("1", to: "q")]) }
        await expect(.closed) { _ = try await broker.publisher() }
    }
}
