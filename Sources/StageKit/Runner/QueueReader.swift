/// Deliveries of one queue, and where they are acknowledged.
package struct Batch: Sendable {
    package let deliveries: [Delivery]
    package let consumer: any Consumer

    package var isEmpty: Bool { deliveries.isEmpty }

    /// Acknowledges the batch and whatever came before it.
    package func acknowledge() async throws {
        guard let last = deliveries.last else { return }
        try await consumer.acknowledge(through: last.tag)
    }
}

/// Reads one queue. After a start it takes one delivery at a time, none ahead, until the first that
/// was never handed out before: a message that kills its reader takes no neighbour along (law 5).
package actor QueueReader {
    package nonisolated let queue: QueueOptions
    private let broker: any BrokerPort
    private var consumer: (any Consumer)?
    private var isStopped = false
    /// One at a time.
    private var isCareful = true
    /// The last batch came one by one: it is to be settled before the next is asked for.
    package private(set) var isConsumerCareful = true

    package init(_ queue: QueueOptions, broker: any BrokerPort) {
        self.queue = queue
        self.broker = broker
    }

    /// How many deliveries it takes at a time now.
    package var limit: Int { isCareful ? 1 : queue.batch }

    /// Starts consuming, unless it does already. - Throws: `BrokerError`
    package func open() async throws {
        if !isStopped { _ = try await ready() }
    }

    /// Takes what is there.
    /// - Returns: `nil` after `stop`
    /// - Throws: `BrokerError`, `CancellationError`
    package func next(until deadline: ContinuousClock.Instant) async throws -> Batch? {
        if isStopped { return nil }
        let consumer = try await ready()
        do {
            let deliveries = try await consumer.next(upTo: limit, until: deadline)
            guard let deliveries else {
                self.consumer = nil
                return isStopped ? nil : Batch(deliveries: [], consumer: consumer)
            }
            if let first = deliveries.first, !first.redelivered { isCareful = false }
            return Batch(deliveries: deliveries.map(\.asPublished), consumer: consumer)
        } catch {
            if !(error is CancellationError) { self.consumer = nil }
            throw error
        }
    }

    /// Ends a wait early.
    package func wake() { consumer?.wake() }

    /// Takes no more; what was fetched and not handed over goes back to the queue.
    package func stop() async {
        isStopped = true
        await consumer?.cancel()
    }

    private func ready() async throws -> any Consumer {
        if let consumer, isConsumerCareful == isCareful { return consumer }
        await consumer?.cancel()
        consumer = nil
        isConsumerCareful = isCareful
        let fresh = try await broker.consumer(
            queue: queue.name, prefetch: isCareful ? 1 : queue.prefetch)
        consumer = fresh
        if isStopped { await fresh.cancel() }
        return fresh
    }
}
