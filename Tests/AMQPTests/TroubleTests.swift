import Model
import PrivateBroker
import StageKit
import Support
import Testing

@testable import AMQP

@Suite("Trouble", .timeLimit(.minutes(4)))
struct TroubleTests {
    @Test("Headers that nobody expects are passed over: nested, empty keys, numbers")
    func strangeHeaders() async throws {
        let bench = try await Bench()
        var nested: JSON = "deep"
        for _ in 0..<400 { nested = ["t": nested] }
        // To the edge of the frame that holds all headers: 16 KiB, seven bytes a level.
        var edge: JSON = "deep"
        for _ in 0..<2300 { edge = ["t": edge] }
        for headers: JSON in [
            ["": "empty key", "kept": "yes"], ["nested": nested, "kept": "yes"],
            ["nested": edge, "kept": "yes"],
            ["list": [1, 2, ["a": 1]], "number": 7, "truth": true, "kept": "yes"],
        ] {
            let body: JSON = [
                "properties": ["headers": headers, "content_type": "text/plain"],
                "routing_key": "q", "payload": "hello", "payload_encoding": "string",
            ]
            try await bench.management.post("exchanges/\(bench.vhost)/amq.default/publish", body)
        }
        let consumer = try await bench.broker.consumer(queue: "q", prefetch: 10)
        var received: [Delivery] = []
        while received.count < 4 {
            let some = try await consumer.next(upTo: 4, until: .now + .seconds(10))
            try #require(some?.isEmpty == false)
            received += some ?? []
        }
        #expect(received.allSatisfy { $0.headers["kept"] == "yes" && !$0.redelivered })
        try await consumer.acknowledge(through: received[3].tag)
        await bench.broker.close()
    }

    @Test("A body over the limit is refused here, or by the broker, and the next goes on")
    func tooLarge() async throws {
        let bench = try await Bench()
        let big = Message(
            exchange: "", routingKey: "q", body: Array(repeating: 1, count: (1 << 20) + 1),
            contentType: "text/plain")
        let small = Message(exchange: "", routingKey: "q", body: [1], contentType: "text/plain")
        let careless = try AMQPBroker(
            url: bench.url, name: "careless", options: BrokerOptions(largestBody: 8 << 20))
        for broker in [bench.broker, careless] {
            let publisher = try await broker.publisher()
            async let before = publisher.publish([small, small])
            let error = await #expect(throws: BrokerError.self) {
                try await publisher.publish([big])
            }
            #expect(error?.code == .messageTooLarge)
            #expect(try await before == [.confirmed, .confirmed])
            #expect(try await publisher.publish([small]) == [.confirmed])
            await broker.close()
        }
    }

    @Test("Names that AMQP cannot carry are refused before they are sent")
    func names() async throws {
        let bench = try await Bench()
        let publisher = try await bench.broker.publisher()
        let long = String(repeating: "x", count: 256)
        let fine = Message(exchange: "", routingKey: "q", body: [1], contentType: "text/plain")
        var broken = [fine, fine, fine, fine]
        broken[0].routingKey = long
        broken[1].messageID = long
        broken[2].headers = ["": "x"]
        broken[3].headers = ["x": String(repeating: "x", count: 9000)]
        for message in broken {
            await #expect(throws: BrokerError.self) { try await publisher.publish([message]) }
        }
        #expect(try await publisher.publish([fine]) == [.confirmed])
        await bench.broker.close()
    }

    @Test("A full queue refuses, and the outcome says so")
    func fullQueue() async throws {
        let bench = try await Bench()
        try await bench.broker.declare([
            .queue(
                name: "full",
                arguments: ["x-max-length": .number(2), "x-overflow": .text("reject-publish")])
        ])
        let publisher = try await bench.broker.publisher()
        let message = Message(
            exchange: "", routingKey: "full", body: [1], contentType: "text/plain")
        var outcomes: [PublishOutcome] = []
        // A quorum queue notices a moment after the limit is reached.
        for _ in 0..<20 { outcomes += try await publisher.publish([message]) }
        #expect(outcomes.prefix(2) == [.confirmed, .confirmed])
        #expect(outcomes.contains(.refused))
        await bench.broker.close()
    }

    @Test("A queue that is deleted ends its consumer with an error")
    func deletedQueue() async throws {
        let bench = try await Bench()
        let consumer = try await bench.broker.consumer(queue: "q", prefetch: 10)
        let waiting = Task { try await consumer.next(upTo: 1, until: .now + .seconds(30)) }
        try await bench.management.deleteQueue("q")
        let error = await #expect(throws: BrokerError.self) { try await waiting.value }
        #expect(error?.code == .missingQueue)
        await bench.broker.close()
    }

    @Test("Connections that an operator closes come back; old tags are stale")
    func closedByOperator() async throws {
        let bench = try await Bench()
        let publisher = try await bench.broker.publisher()
        let messages = (0..<3).map {
            Message(exchange: "", routingKey: "q", body: [$0], contentType: "text/plain")
        }
        #expect(try await publisher.publish(messages) == messages.map { _ in .confirmed })
        let consumer = try await bench.broker.consumer(queue: "q", prefetch: 10)
        let first = try await take(3, consumer)
        #expect(first.allSatisfy { !$0.redelivered })
        let said = try await SharedNode.node().control(
            "close_all_connections", "--vhost", bench.vhost, "test")
        #expect(!said.contains("rror"))
        // The loss is told once, and what was in hand comes with the next call.
        #expect(try await consumer.next(upTo: 3, until: .now + .seconds(30)) == [])
        #expect(consumer.wasLost)
        let again = try await take(3, consumer)
        #expect(again.map(\.body) == [[0], [1], [2]])
        #expect(again.allSatisfy { $0.redelivered })
        try await consumer.acknowledge(through: first[2].tag)
        #expect(try await publisher.publish(messages) == messages.map { _ in .confirmed })
        try await consumer.acknowledge(through: again[2].tag)
        #expect(try await take(3, consumer).map(\.body) == [[0], [1], [2]])
        #expect(await bench.broker.state() == .connected)
        await bench.broker.close()
    }

    private func take(_ count: Int, _ consumer: any Consumer) async throws -> [Delivery] {
        var all: [Delivery] = []
        while all.count < count {
            let some = try await consumer.next(upTo: count, until: .now + .seconds(30))
            try #require(some?.isEmpty == false)
            all += some ?? []
        }
        return all
    }
}

/// A virtual host of the test's own with a queue `q`.
private struct Bench {
    let url: String
    let vhost: String
    let broker: AMQPBroker
    let management: ManagementClient

    init() async throws {
        url = try await SharedNode.freshVirtualHost("trouble")
        broker = try AMQPBroker(url: url, name: "test", declarations: [.queue(name: "q")])
        vhost = broker.urls[0].vhost
        management = try ManagementClient(
            url: await SharedNode.node().managementURL, vhost: broker.urls[0].vhost)
        try await broker.connect()
    }
}
