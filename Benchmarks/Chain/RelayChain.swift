import AMQP
import ArgumentParser
import Bootstrap
import Foundation
import Logging
import Model
import PrivateBroker
import StageKit

/// Five processes in a row on a private node, each passing on what it gets: the stateless runner,
/// quorum queues, confirms, and no work.
struct RelayChain {
    let data: String
    private let hops = 5

    /// - Returns: how long the messages took from the first queue to the last
    func measure(messages: Int) async throws -> Throughput {
        let node = try await PrivateNode.start(in: data, name: "relay")
        let broker = try AMQPBroker(url: node.amqpURL, name: "bench")
        try await broker.declare(
            [.exchange(name: "relay")]
                + (0...hops).flatMap { hop -> [Declaration] in
                    [
                        .queue(name: "relay.\(hop)"),
                        .binding(queue: "relay.\(hop)", exchange: "relay", pattern: "\(hop)"),
                    ]
                })
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 600)
        let publisher = try await broker.publisher()
        for start in stride(from: 0, to: messages, by: 500) {
            _ = try await publisher.publish(
                (start..<min(start + 500, messages)).map { _ in
                    Message(
                        exchange: "relay", routingKey: "0", body: body,
                        contentType: "application/octet-stream")
                })
        }
        let start = ContinuousClock.now
        let processes = try (0..<hops).map { hop in
            try program(["relay", "--broker", node.amqpURL, "--hop", "\(hop)"])
        }
        while try await broker.depth(of: "relay.\(hops)").ready < messages {
            try await Task.sleep(for: .milliseconds(20))
        }
        let took = start.duration(to: .now)
        for process in processes { process.terminate() }
        for process in processes { process.waitUntilExit() }
        await broker.close()
        try await node.stop()
        return Throughput(requests: messages, hops: messages * hops, took: took)
    }

    private func program(_ arguments: [String]) throws -> Process {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        try process.run()
        return process
    }
}

/// One hop, as a process.
struct RelayStageProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "relay", shouldDisplay: false)

    @Option var broker: String
    @Option var hop: Int

    func run() async throws {
        let signals = StopSignal()
        let connection = try AMQPBroker(url: broker, name: "relay-\(hop)")
        let consumer = try await connection.consumer(queue: "relay.\(hop)", prefetch: 400)
        let publisher = try await connection.publisher()
        let key = "\(hop + 1)"
        let work = Task {
            while let deliveries = try await consumer.next(upTo: 200, until: nil) {
                guard let last = deliveries.last else { continue }
                _ = try await publisher.publish(
                    deliveries.map {
                        Message(
                            exchange: "relay", routingKey: key, body: $0.body,
                            contentType: "application/octet-stream")
                    })
                try await consumer.acknowledge(through: last.tag)
            }
        }
        _ = await signals.next()
        await consumer.cancel()
        try await work.value
        await connection.close()
    }
}
