/// One publisher for many batches; after an error the next call opens another.
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
            return try await current.publish(messages)
        } catch {
            publisher = nil
            throw error
        }
    }
}
