/// One publisher for many batches; after an error or a refusal the next call opens another.
///
/// A refusal mostly means a full queue, and a new channel changes nothing. But a channel of
/// RabbitMQ 3.10 that first publishes in the moment when a queue has lost its leader keeps looking
/// for the queue at the dead node, and refuses everything for as long as that node is away
/// (measured with `make cluster`): only another channel helps.
package actor PublisherSource {
    private let broker: any BrokerPort
    private var publisher: (any Publisher)?

    package init(_ broker: any BrokerPort) { self.broker = broker }

    /// - Throws: `BrokerError`, `CancellationError`
    package func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
        let current: any Publisher
        if let publisher {
            current = publisher
        } else {
            current = try await broker.publisher()
            publisher = current
        }
        do {
            let outcomes = try await current.publish(messages)
            if outcomes.contains(.refused) { publisher = nil }
            return outcomes
        } catch {
            publisher = nil
            throw error
        }
    }
}
