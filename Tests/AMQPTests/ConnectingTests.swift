import AMQP
import Foundation
import PrivateBroker
import StageKit
import Support
import Testing

@Suite("Connecting", .timeLimit(.minutes(4)))
struct ConnectingTests {
    @Test("A wrong password is told at once, without the password")
    func wrongPassword() async throws {
        let node = try await SharedNode.node()
        let url = node.amqpURL.replacingOccurrences(of: node.password, with: "wr0ng")
        let broker = try AMQPBroker(url: url, name: "test")
        let start = ContinuousClock.now
        let error = await #expect(throws: BrokerError.self) { try await broker.connect() }
        #expect(error?.code == .authentication)
        #expect(error?.description.contains("wr0ng") == false)
        #expect(ContinuousClock.now - start < .seconds(15))
    }

    @Test("A virtual host that does not exist is told at once")
    func wrongHost() async throws {
        let node = try await SharedNode.node()
        let broker = try AMQPBroker(url: node.amqpURL(vhost: "none"), name: "test")
        let error = await #expect(throws: BrokerError.self) { try await broker.connect() }
        #expect(error?.code == .accessRefused)
    }

    @Test("A broker that cannot be reached is tried for the start-up grace")
    func unreachable() async throws {
        // Port 1 of the loopback: nobody listens.
        let broker = try AMQPBroker(
            url: "amqp://127.0.0.1:1", name: "test",
            options: BrokerOptions(startupGrace: .milliseconds(700)))
        let start = ContinuousClock.now
        let error = await #expect(throws: BrokerError.self) { try await broker.publisher() }
        #expect(error?.code == .unreachable)
        #expect(ContinuousClock.now - start >= .milliseconds(700))
        await broker.close()
        #expect(await broker.state() == .closed)
    }

    @Test("Declarations are made after connecting; other arguments are refused")
    func declarations() async throws {
        let url = try await SharedNode.freshVirtualHost("declared")
        let broker = try AMQPBroker(
            url: url, name: "test", declarations: [.exchange(name: "e"), .queue(name: "q")])
        #expect(try await broker.depth(of: "q").consumers == 0)
        let error = await #expect(throws: BrokerError.self) {
            try await broker.declare([.queue(name: "q", arguments: ["x-max-length": .number(3)])])
        }
        #expect(error?.code == .preconditionFailed)
        #expect(try await broker.depth(of: "q").ready == 0, "the connection goes on")
        let missing = await #expect(throws: BrokerError.self) { try await broker.depth(of: "none") }
        #expect(missing?.code == .missingQueue)
        await broker.close()
    }

    @Test("Threads and open files go with the broker")
    func leaks() async throws {
        let url = try await SharedNode.freshVirtualHost("leaks")
        func openFiles() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
        }
        func threads() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
        }
        let declared = try AMQPBroker(url: url, name: "test", declarations: [.queue(name: "q")])
        try await declared.connect()
        let before = (files: try openFiles(), threads: try threads())
        for round in 0..<12 {
            let broker = try AMQPBroker(url: url, name: "test")
            _ = try await broker.publisher()
            let consumer = try await broker.consumer(queue: "q", prefetch: 10)
            #expect(try await consumer.next(upTo: 1, until: .now) == [])
            // Half are closed, half are let go.
            if round.isMultiple(of: 2) { await broker.close() }
        }
        // Other tests of this process open and close connections too: one round is let pass.
        #expect(
            try await eventually {
                try openFiles() < before.files + 12 && threads() < before.threads + 8
            })
        await declared.close()
    }
}
