import Foundation
import StageKit

/// A broker in memory that writes down what was published before it confirms, so that the list
/// outlives the process.
final class RecordingBroker: BrokerPort {
    let memory = MemoryBroker()
    private let published: Locked<Published>

    private struct Published {
        let file: FileHandle
        var ids: Set<String>
        var last = ContinuousClock.now
    }

    /// - Parameter file: one id a line; what earlier processes wrote counts
    init(file: String) throws {
        let before = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        if before.isEmpty { try Data().write(to: URL(filePath: file)) }
        let handle = try FileHandle(forWritingTo: URL(filePath: file))
        try handle.seekToEnd()
        let ids = Set(before.split(separator: "\n").map(String.init))
        published = Locked(Published(file: handle, ids: ids))
    }

    /// How many different messages were published, in all processes.
    var distinct: Int { published.read { $0.ids.count } }

    /// Nothing was said for a while.
    var isQuiet: Bool {
        published.read { $0.last.duration(to: .now) > .milliseconds(700) }
    }

    func consumer(queue: String, prefetch: Int) async throws -> any Consumer {
        try await memory.consumer(queue: queue, prefetch: prefetch)
    }

    func publisher() async throws -> any Publisher {
        RecordingPublisher(broker: self, memory: try await memory.publisher())
    }

    func state() async -> BrokerState { await memory.state() }

    func close() async { await memory.close() }

    fileprivate func record(_ messages: [Message]) throws {
        try published.change { published in
            // What the matcher applied depends on where batches were cut.
            let ids = messages.filter { !$0.routingKey.hasPrefix("matcher.applied") }
                .map { "\($0.messageID ?? "") \($0.routingKey)" }
            try published.file.write(
                contentsOf: Data(ids.map { $0 + "\n" }.joined().utf8))
            published.ids.formUnion(ids)
            published.last = .now
        }
    }
}

private struct RecordingPublisher: Publisher {
    let broker: RecordingBroker
    let memory: any Publisher

    func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
        let outcomes = try await memory.publish(messages)
        try broker.record(messages)
        return outcomes
    }
}
