import AMQP
import StageKit
import Support
import Testing

/// What a lost connection costs the messages that were in hand: RabbitMQ counts it as a delivery
/// that failed, whoever's fault it was.
@Suite("Lost connections and the delivery limit", .serialized, .timeLimit(.minutes(5)))
struct ReturnTests {
    /// A queue `q` with the limit, its dead letters in `dead`, and `count` good messages.
    private func prepare(
        limit: Int, count: Int
    ) async throws -> (AMQPBroker, cut: () async throws -> Void) {
        let url = try await SharedNode.freshVirtualHost("returns")
        let keeper = try AMQPBroker(url: url, name: "keeper")
        try await keeper.declare([
            .exchange(name: "graves"), .queue(name: "dead"),
            .binding(queue: "dead", exchange: "graves", pattern: "#"),
            .queue(
                name: "q",
                arguments: [
                    "x-delivery-limit": .number(Int64(limit)),
                    "x-dead-letter-exchange": .text("graves"),
                ]),
        ])
        let messages = (0..<count).map {
            Message(exchange: "", routingKey: "q", body: [UInt8($0)], contentType: "text/plain")
        }
        _ = try await keeper.publisher().publish(messages)
        await keeper.close()
        let broker = try AMQPBroker(url: url, name: "reader")
        let vhost = broker.urls[0].vhost
        return (
            broker,
            {
                _ = try await SharedNode.node().control(
                    "close_all_connections", "--vhost", vhost, "cut")
            }
        )
    }

    private func depth(_ queue: String, _ broker: AMQPBroker) async throws -> Int {
        let consumer = try await broker.consumer(queue: queue, prefetch: 200)
        let found = try await consumer.gather(200, within: .seconds(2))
        await consumer.cancel()
        return found.count
    }

    @Test("Good messages that are fetched anew after each cut end in the dead letters")
    func careless() async throws {
        let (broker, cut) = try await prepare(limit: 5, count: 20)
        for number in 0..<6 {
            let consumer = try await broker.consumer(queue: "q", prefetch: 100)
            let taken = try await consumer.gather(20, within: .seconds(10))
            #expect(taken.count == 20)
            #expect(taken.allSatisfy { $0.returns == number }, "\(taken.map(\.returns))")
            try await cut()
            #expect(try await eventually(within: .seconds(20)) { consumer.wasLost })
        }
        #expect(try await depth("dead", broker) == 20)
        await broker.close()
    }

    @Test("A reader whose line is cut twenty times over unsettled messages loses none of them")
    func careful() async throws {
        let (broker, cut) = try await prepare(limit: 20, count: 100)
        let reader = QueueReader(QueueOptions("q", batch: 50, prefetch: 100), broker: broker)
        let first = try await reader.next(until: .now + .seconds(20))
        try await first?.acknowledge()
        var largest = 0
        for _ in 0..<20 {
            // What is in hand when the line is cut is never acknowledged.
            var batch: Batch?
            while batch?.isEmpty ?? true {
                batch = try await reader.next(until: .now + .seconds(20))
            }
            largest = max(largest, batch?.deliveries.compactMap(\.returns).max() ?? 0)
            try await cut()
            let consumer = try #require(batch?.consumer)
            #expect(try await eventually(within: .seconds(20)) { consumer.wasLost })
        }
        await reader.stop()
        #expect(try await depth("dead", broker) == 0)
        #expect(try await depth("q", broker) == 99)
        #expect(largest <= 4)
        await broker.close()
    }

    @Test("A consumer that nobody asks holds nothing after its line was cut")
    func dormant() async throws {
        let (broker, cut) = try await prepare(limit: 5, count: 20)
        let consumer = try await broker.consumer(queue: "q", prefetch: 100)
        #expect(try await consumer.gather(20, within: .seconds(10)).count == 20)
        try await cut()
        #expect(try await eventually(within: .seconds(20)) { consumer.wasLost })
        for _ in 0..<8 {
            try await cut()
            #expect(
                try await eventually(within: .seconds(20)) { await broker.state() == .connected })
        }
        #expect(try await consumer.next(upTo: 20, until: .now + .seconds(5)) == [])
        let again = try await consumer.gather(20, within: .seconds(10))
        #expect(again.count == 20)
        #expect(again.allSatisfy { $0.returns == 1 })
        await broker.close()
    }
}
