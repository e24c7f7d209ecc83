import AMQP
import StageKit
import Support
import Testing

/// The brokers that must behave alike.
enum Twin: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case memory = "in memory"
    case rabbit = "RabbitMQ"

    var testDescription: String { rawValue }

    /// A broker of the test's own, empty but for the exchange `events`.
    func bench() async throws -> Bench {
        switch self {
        case .memory:
            let broker = MemoryBroker()
            broker.declare(exchange: "events")
            return Bench(
                connect: { broker.connect() },
                declare: { queue, single in
                    broker.declare(queue: queue, MemoryQueueOptions(singleActiveConsumer: single))
                    broker.bind(queue: queue, exchange: "events", pattern: queue + ".#")
                })
        case .rabbit:
            let url = try await SharedNode.freshVirtualHost("conformance")
            let broker = try AMQPBroker(url: url, name: "bench")
            try await broker.declare([.exchange(name: "events")])
            return Bench(
                connect: { try AMQPBroker(url: url, name: "test") },
                declare: { queue, single in
                    try await broker.declare([
                        .queue(
                            name: queue,
                            arguments: single ? ["x-single-active-consumer": .flag(true)] : [:]),
                        .binding(queue: queue, exchange: "events", pattern: queue + ".#"),
                    ])
                })
        }
    }
}

/// Where a test works: connections to one broker, queues bound to `events` by `<queue>.#`.
struct Bench: Sendable {
    /// A connection of its own.
    let connect: @Sendable () async throws -> any BrokerPort
    private let declare: @Sendable (String, Bool) async throws -> Void

    init(
        connect: @escaping @Sendable () async throws -> any BrokerPort,
        declare: @escaping @Sendable (String, Bool) async throws -> Void
    ) {
        self.connect = connect
        self.declare = declare
    }

    func declare(_ queue: String, singleActiveConsumer: Bool = false) async throws {
        try await declare(queue, singleActiveConsumer)
    }

    /// Publishes texts to a queue and expects all to be confirmed.
    func fill(_ queue: String, _ texts: [String]) async throws {
        let broker = try await connect()
        let outcomes = try await broker.publisher().publish(texts.map { event($0, to: queue) })
        #expect(outcomes == texts.map { _ in .confirmed })
        await broker.close()
    }

    /// The texts that a new consumer finds waiting.
    func remaining(_ queue: String) async throws -> [String] {
        let broker = try await connect()
        let consumer = try await broker.consumer(queue: queue, prefetch: 100)
        let found = try await consumer.gather(100, within: .milliseconds(400))
        await broker.close()
        return found.map(\.text)
    }
}

func event(_ text: String, to queue: String) -> Message {
    Message(
        exchange: "events", routingKey: queue + ".test", body: Array(text.utf8),
        contentType: "text/plain", messageID: text)
}

/// `1`, `2`, … as texts.
func numbers(_ count: Int) -> [String] { (1...count).map(String.init) }

extension Delivery {
    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Consumer {
    /// Takes deliveries until there are `count` or the time is over.
    func gather(
        _ count: Int, within limit: Duration = .seconds(60)
    ) async throws -> [Delivery] {
        let deadline = ContinuousClock.now + limit
        var all: [Delivery] = []
        while all.count < count {
            guard let some = try await next(upTo: count - all.count, until: deadline) else { break }
            all += some
            if some.isEmpty, ContinuousClock.now >= deadline { break }
        }
        return all
    }
}

/// Expects a piece of work to end with a broker's error.
func expect(
    _ code: BrokerError.Code, _ location: SourceLocation = #_sourceLocation,
    _ work: () async throws -> Void
) async {
    do {
        try await work()
        Issue.record("no error, expected \(code)", sourceLocation: location)
    } catch {
        #expect((error as? BrokerError)?.code == code, "\(error)", sourceLocation: location)
    }
}
