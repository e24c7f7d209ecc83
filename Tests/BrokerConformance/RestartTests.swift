import AMQP
import PrivateBroker
import StageKit
import Support
import Synchronization
import Testing

@Suite("RabbitMQ alone", .serialized, .timeLimit(.minutes(5)))
struct RestartTests {
    @Test("A broker that stops or is killed in the middle loses nothing that was confirmed")
    func restart() async throws {
        let node = try await SharedNode.another("restart")
        let relay = try await Relay(node)
        let work = relay.start()
        for way in ["stop", "kill -9"] {
            let before = relay.arrived
            #expect(try await eventually(within: .seconds(60)) { relay.arrived >= before + 300 })
            if way == "stop" { try await node.restart() } else { node.kill() }
            if way == "kill -9" {
                #expect(
                    try await eventually {
                        if case .recovering = await relay.broker.state() { true } else { false }
                    })
                try await node.restart()
            }
            let after = relay.arrived
            #expect(
                try await eventually(within: .seconds(60)) { relay.arrived >= after + 300 },
                "after \(way)")
        }
        relay.stopFeeding()
        #expect(
            try await eventually(within: .seconds(60)) { relay.missing.isEmpty },
            "confirmed, but did not arrive: \(relay.missing.sorted().prefix(10))")
        #expect(await relay.broker.state() == .connected)
        for task in work { task.cancel() }
        await relay.broker.close()
        try await node.stop()
    }

    @Test("A broker in want of memory is seen as blocked, and goes on afterwards")
    func blocked() async throws {
        let node = try await SharedNode.another("blocked")
        let broker = try AMQPBroker(
            url: node.amqpURL, name: "test", declarations: [.queue(name: "q")])
        let publisher = try await broker.publisher()
        let message = Message(exchange: "", routingKey: "q", body: [1], contentType: "text/plain")
        #expect(try await publisher.publish([message]) == [.confirmed])
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        _ = try await node.control("set_vm_memory_high_watermark", "0.00001")
        let publishing = Task { try await publisher.publish([message, message]) }
        #expect(
            try await eventually(within: .seconds(30)) {
                if case .blocked(let reason) = await broker.state() {
                    reason.contains("memory")
                } else {
                    false
                }
            })
        // Consuming has a connection of its own.
        let taken = try await consumer.gather(1)
        try await consumer.acknowledge(through: taken[0].tag)
        _ = try await node.control("set_vm_memory_high_watermark", "0.4")
        #expect(try await publishing.value == [.confirmed, .confirmed])
        #expect(await broker.state() == .connected)
        await broker.close()
        try await node.stop()
    }
}

/// Feeds numbers into `in`, relays them to `out`, and keeps a list on both sides.
private final class Relay: Sendable {
    let broker: AMQPBroker
    private let confirmed = Mutex<Set<String>>([])
    private let seen = Mutex<Set<String>>([])
    private let isFeeding = Mutex(true)

    init(_ node: PrivateNode) async throws {
        broker = try AMQPBroker(
            url: node.amqpURL, name: "relay",
            declarations: [.queue(name: "in"), .queue(name: "out")])
        try await broker.connect()
    }

    var arrived: Int { seen.withLock { $0.count } }
    /// Numbers that were confirmed and have not arrived.
    var missing: Set<String> { confirmed.withLock { $0 }.subtracting(seen.withLock { $0 }) }

    func stopFeeding() { isFeeding.withLock { $0 = false } }

    func start() -> [Task<Void, any Error>] {
        [Task { try await feed() }, Task { try await pass() }, Task { try await collect() }]
    }

    private func message(_ body: [UInt8], to queue: String) -> Message {
        Message(exchange: "", routingKey: queue, body: body, contentType: "text/plain")
    }

    private func feed() async throws {
        let publisher = try await broker.publisher()
        var next = 0
        while isFeeding.withLock({ $0 }) {
            let texts = (next..<next + 10).map(String.init)
            next += 10
            let outcomes = try await publisher.publish(
                texts.map { message(Array($0.utf8), to: "in") })
            for (text, outcome) in zip(texts, outcomes) where outcome == .confirmed {
                confirmed.withLock { _ = $0.insert(text) }
            }
        }
    }

    private func pass() async throws {
        let publisher = try await broker.publisher()
        let consumer = try await broker.consumer(queue: "in", prefetch: 100)
        while let batch = try await consumer.next(upTo: 50, until: nil) {
            let outcomes = try await publisher.publish(
                batch.map { message($0.body, to: "out") })
            guard let last = batch.last, outcomes.allSatisfy({ $0 == .confirmed }) else { continue }
            try await consumer.acknowledge(through: last.tag)
        }
    }

    private func collect() async throws {
        let consumer = try await broker.consumer(queue: "out", prefetch: 100)
        while let batch = try await consumer.next(upTo: 100, until: nil) {
            seen.withLock { $0.formUnion(batch.map(\.text)) }
            guard let last = batch.last else { continue }
            try await consumer.acknowledge(through: last.tag)
        }
    }
}
