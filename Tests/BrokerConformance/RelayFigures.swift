import AMQP
import Foundation
import StageKit
import Support
import Testing

/// Figures, not claims: run with `MAALEM_BENCH=1 swift test -c release --filter RelayFigures`.
@Suite(
    "RelayFigures", .serialized, .timeLimit(.minutes(5)),
    .enabled(if: ProcessInfo.processInfo.environment["MAALEM_BENCH"] != nil))
struct RelayFigures {
    private static let count = 60_000
    private static let body = Array(repeating: UInt8(ascii: "x"), count: 600)

    private func message(_ queue: String, _ body: [UInt8]) -> Message {
        Message(
            exchange: "", routingKey: queue, body: body,
            contentType: "application/cloudevents+json", messageID: uniqueName("id"))
    }

    @Test("A relay of one stage: consume 400, publish 200, confirm, acknowledge")
    func throughput() async throws {
        let url = try await SharedNode.freshVirtualHost("figures")
        let broker = try AMQPBroker(
            url: url, name: "relay", declarations: [.queue(name: "in"), .queue(name: "out")])
        let publisher = try await broker.publisher()
        let filling = ContinuousClock.now
        for _ in 0..<Self.count / 2000 {
            _ = try await publisher.publish((0..<2000).map { _ in message("in", Self.body) })
        }
        report("publish", Self.count, since: filling)
        let consumer = try await broker.consumer(queue: "in", prefetch: 400)
        let start = ContinuousClock.now
        var relayed = 0
        while relayed < Self.count {
            guard let batch = try await consumer.next(upTo: 200, until: nil), let last = batch.last
            else { break }
            let outcomes = try await publisher.publish(
                batch.map { delivery in
                    Message(
                        exchange: "", routingKey: "out", body: delivery.body,
                        contentType: delivery.contentType ?? "", messageID: delivery.messageID)
                })
            #expect(outcomes.allSatisfy { $0 == .confirmed })
            try await consumer.acknowledge(through: last.tag)
            relayed += batch.count
        }
        report("relay", relayed, since: start)
        #expect(relayed == Self.count)
        await broker.close()
    }

    @Test("One message through a relay that is idle")
    func latency() async throws {
        let url = try await SharedNode.freshVirtualHost("figures")
        let broker = try AMQPBroker(
            url: url, name: "relay", declarations: [.queue(name: "in"), .queue(name: "out")])
        let publisher = try await broker.publisher()
        let relay = Task {
            let publisher = try await broker.publisher()
            let consumer = try await broker.consumer(queue: "in", prefetch: 400)
            while let batch = try await consumer.next(upTo: 200, until: nil) {
                _ = try await publisher.publish(batch.map { message("out", $0.body) })
                if let last = batch.last { try await consumer.acknowledge(through: last.tag) }
            }
        }
        let out = try await broker.consumer(queue: "out", prefetch: 10)
        var times: [Duration] = []
        for _ in 0..<300 {
            try await Task.sleep(for: .milliseconds(5))
            let start = ContinuousClock.now
            async let sent = publisher.publish([message("in", Self.body)])
            let arrived = try await out.next(upTo: 1, until: .now + .seconds(10))
            times.append(ContinuousClock.now - start)
            #expect(try await sent == [.confirmed])
            if let tag = arrived?.first?.tag { try await out.acknowledge(through: tag) }
        }
        relay.cancel()
        let sorted = times.sorted()
        print("latency p50 \(sorted[150]) p99 \(sorted[297])")
        await broker.close()
    }

    private func report(_ what: String, _ count: Int, since start: ContinuousClock.Instant) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        print("\(what): \(Int(Double(count) / seconds)) messages a second")
    }
}
