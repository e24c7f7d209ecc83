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

/// Reads one queue. After a start, and after a lost connection, it is careful until it meets a
/// message that was never handed out before: the first comes alone, and of what has come back the
/// fewer are taken together the more often it has. So a message that kills its reader takes no
/// neighbour along to the broker's delivery limit (law 5), and a stage that was killed with a
/// thousand messages in hand is soon through them.
package actor QueueReader {
    package nonisolated let queue: QueueOptions
    private let broker: any BrokerPort
    private var consumer: (any Consumer)?
    /// How many deliveries the consumer in hand fetches ahead.
    private var fetches = 0
    private var isStopped = false
    private var isCareful = true
    /// How many are taken together while careful; `nil`: nothing was seen yet.
    private var allowance: Int?
    /// The last batch was taken carefully: it is to be settled before the next is asked for.
    package private(set) var isConsumerCareful = true

    package init(_ queue: QueueOptions, broker: any BrokerPort) {
        self.queue = queue
        self.broker = broker
    }

    /// How many deliveries it takes at a time now.
    package var limit: Int { isCareful ? allowance ?? 1 : queue.batch }

    /// How many it should fetch ahead.
    private var wanted: Int { isCareful ? limit : queue.prefetch }

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
            learn(from: deliveries)
            if fetches != wanted {
                // Now, so that nothing more is fetched once these are acknowledged.
                await consumer.cancel()
                self.consumer = nil
            }
            return Batch(deliveries: deliveries.map(\.asPublished), consumer: consumer)
        } catch {
            if !(error is CancellationError) { becomeCareful() }
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
        if consumer?.wasLost == true { becomeCareful() }
        if let consumer { return consumer }
        isConsumerCareful = isCareful
        fetches = wanted
        let fresh = try await broker.consumer(queue: queue.name, prefetch: wanted)
        consumer = fresh
        if isStopped { await fresh.cancel() }
        return fresh
    }

    // MARK: Care

    /// What was in hand has gone back, and counts.
    private func becomeCareful() {
        consumer = nil
        isCareful = true
        allowance = nil
    }

    private func learn(from deliveries: [Delivery]) {
        guard isCareful, !deliveries.isEmpty else { return }
        guard deliveries.allSatisfy(\.redelivered) else {
            isCareful = false
            return
        }
        for delivery in deliveries {
            allowance = min(
                allowance ?? .max, Self.share(of: queue.batch, returns: delivery.returns))
        }
    }

    /// A quarter of the batch with each time that a message has come back; one where nobody counts.
    package static func share(of batch: Int, returns: Int?) -> Int {
        guard let returns, returns < 8 else { return 1 }
        return max(1, batch >> (2 * max(1, returns)))
    }
}
