/// A broker in memory: the twin of the one in `AMQP`, for tests and for trying a stage without
/// RabbitMQ. Topic exchanges; queues behave like quorum queues. One value is one connection;
/// `connect` opens more to the same broker.
public final class MemoryBroker: BrokerPort {
    private let server: MemoryServer
    private let id: Int
    private let user: String?

    /// A new, empty broker and a connection to it.
    public convenience init() {
        self.init(server: MemoryServer(), user: nil)
    }

    private init(server: MemoryServer, user: String?) {
        self.server = server
        self.user = user
        id = server.makeID()
    }

    /// Another connection to the same broker.
    /// - Parameter user: the account whose messages carry `userID`
    public func connect(user: String? = nil) -> MemoryBroker {
        MemoryBroker(server: server, user: user)
    }

    // MARK: The port

    public func consumer(queue: String, prefetch: Int) async throws -> any Consumer {
        let consumer = server.makeID()
        try server.state.withLock { state in
            guard state.queues[queue] != nil else {
                throw BrokerError(
                    code: .missingQueue, text: "no queue '\(queue)'",
                    hint: "declare the topology first")
            }
            state.queues[queue]?.consumers.append(consumer)
            state.consumers[consumer] = MemoryConsumerState(
                connection: id, queue: queue, prefetch: max(1, prefetch))
        }
        return MemoryConsumer(server: server, id: consumer)
    }

    public func publisher() async throws -> any Publisher {
        MemoryPublisher(server: server, user: user)
    }

    public func state() async -> BrokerState {
        server.state.withLock { state in state.blocked.map { .blocked($0) } ?? .connected }
    }

    public func close() async {
        dropDeliveries { consumer in consumer.isClosed = true }
    }

    // MARK: Topology

    public func declare(exchange: String) {
        server.state.withLock { $0.exchanges[exchange, default: []] += [] }
    }

    public func declare(queue: String, _ options: MemoryQueueOptions = MemoryQueueOptions()) {
        server.state.withLock { state in
            guard state.queues[queue] == nil else { return }
            state.queues[queue] = MemoryQueue(options: options)
        }
    }

    /// Binds a queue to an exchange, which exists from then on.
    public func bind(queue: String, exchange: String, pattern: String) {
        let binding = MemoryServer.Binding(pattern: TopicPattern(pattern), queue: queue)
        server.state.withLock { $0.exchanges[exchange, default: []].append(binding) }
    }

    // MARK: What tests look at

    /// Messages in the queue, handed out or not; 0 for a queue that does not exist.
    public func depth(of queue: String) -> Int {
        server.state.withLock { state in
            state.queues[queue].map { $0.count + $0.unsettled } ?? 0
        }
    }

    /// Messages of the queue that are handed out and not yet settled.
    public func unsettled(of queue: String) -> Int {
        server.state.withLock { $0.queues[queue]?.unsettled ?? 0 }
    }

    /// The messages that wait in the queue, in order.
    public func contents(of queue: String) -> [Message] {
        server.state.withLock { $0.queues[queue]?.messages ?? [] }
    }

    public func purge(_ queue: String) {
        server.state.withLock { $0.queues[queue]?.removeAll() }
    }

    // MARK: What goes wrong

    /// Loses this connection: what is unsettled goes back to its queues and comes again.
    public func interrupt() {
        dropDeliveries { consumer in
            consumer.epoch += 1
            consumer.nextNumber = 1
            consumer.loss = .untold
            consumer.wasLost = true
        }
    }

    /// Refuses the next messages, as a full queue does.
    public func refuseNext(_ count: Int) {
        server.state.withLock { $0.refusals = count }
    }

    /// Fails every publish with this error until it is `nil` again.
    public func fail(with error: BrokerError?) {
        server.state.withLock { $0.failure = error }
    }

    /// Says that the broker takes no messages for want of memory or disk.
    public func block(reason: String?) {
        server.state.withLock { $0.blocked = reason }
    }

    /// Keeps confirms back: messages are routed, their publishers wait.
    public func holdConfirms() { server.holdConfirms(true) }

    public func releaseConfirms() { server.holdConfirms(false) }

    private func dropDeliveries(_ change: (inout MemoryConsumerState) -> Void) {
        server.change { state in
            var wakeUps: [Waiter] = []
            let mine = state.consumers.filter { $0.value.connection == id }.keys.sorted()
            for key in mine {
                guard var consumer = state.consumers[key] else { continue }
                let stored = consumer.unsettled.values.sorted { $0.sequence < $1.sequence }
                consumer.unsettled.removeAll()
                change(&consumer)
                if consumer.isClosed {
                    state.queues[consumer.queue]?.consumers.removeAll { $0 == key }
                }
                consumer.waiter.map { wakeUps.append($0) }
                consumer.waiter = nil
                state.consumers[key] = consumer
                state.queues[consumer.queue]?.unsettled -= stored.count
                for message in stored {
                    wakeUps += state.giveBack(message, to: consumer.queue)
                }
                wakeUps += state.wakeConsumers(of: consumer.queue)
            }
            return ((), wakeUps)
        }
    }
}

private struct MemoryPublisher: Publisher {
    let server: MemoryServer
    let user: String?

    func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
        let outcomes = try messages.map { try server.publish($0, userID: user) }
        try await server.confirm()
        return outcomes
    }
}
