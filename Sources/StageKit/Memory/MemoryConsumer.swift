/// How much a consumer's task knows of a lost connection.
enum Loss: Sendable {
    case none, untold, told
}

/// What the in-memory broker knows of a consumer.
struct MemoryConsumerState: Sendable {
    let connection: Int
    let queue: String
    let prefetch: Int
    var epoch: UInt64 = 1
    var nextNumber: UInt64 = 1
    var unsettled: [UInt64: StoredMessage] = [:]
    var isCancelled = false
    var isWoken = false
    var isClosed = false
    var loss = Loss.none
    var wasLost = false
    var waiter: Waiter?
}

/// A consumer of the in-memory broker.
struct MemoryConsumer: Consumer {
    let server: MemoryServer
    let id: Int

    var wasLost: Bool { server.state.withLock { $0.consumers[id]?.wasLost ?? false } }

    func next(
        upTo limit: Int, until deadline: ContinuousClock.Instant?
    ) async throws -> [Delivery]? {
        while true {
            switch try server.take(id, upTo: limit) {
            case .deliveries(let deliveries): return deliveries
            case .end: return nil
            case .woken, .lost: return []
            case .nothing: break
            }
            if let deadline, deadline <= .now { return [] }
            try await wait(until: deadline)
        }
    }

    private func wait(until deadline: ContinuousClock.Instant?) async throws {
        let timer = deadline.map { deadline in
            Task {
                try await pause(until: deadline)
                server.signal(id)
            }
        }
        defer { timer?.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { server.wait(id, $0) }
        } onCancel: {
            server.signal(id)
        }
        try Task.checkCancellation()
    }

    func wake() {
        server.state.withLock { $0.consumers[id]?.isWoken = true }
        server.signal(id)
    }

    func acknowledge(through tag: Delivery.Tag) async throws {
        try server.settle(id, tag, through: true) { _, _, _ in [] }
    }

    func acknowledge(_ tag: Delivery.Tag) async throws {
        try server.settle(id, tag, through: false) { _, _, _ in [] }
    }

    func reject(_ tag: Delivery.Tag, requeue: Bool) async throws {
        try server.settle(id, tag, through: false) { state, queue, stored in
            requeue
                ? state.giveBack(stored, to: queue)
                : state.bury(stored, of: queue, reason: "rejected")
        }
    }

    func cancel() async {
        server.change { state in
            guard let queue = state.consumers[id]?.queue else { return ((), []) }
            state.consumers[id]?.isCancelled = true
            let wakeUps = state.wakeConsumers(of: queue)
            state.queues[queue]?.consumers.removeAll { $0 == id }
            return ((), wakeUps)
        }
    }
}

extension MemoryServer {
    enum Taken {
        case deliveries([Delivery])
        case nothing, woken, lost, end
    }

    /// - Throws: `BrokerError.closed` after the connection was closed
    func take(_ id: Int, upTo limit: Int) throws -> Taken {
        try state.withLock { state in
            guard let consumer = state.consumers[id], !consumer.isClosed else {
                throw BrokerError.connectionClosed
            }
            if consumer.isCancelled { return .end }
            if consumer.loss == .untold {
                state.consumers[id]?.loss = .told
                return .lost
            }
            state.consumers[id]?.loss = .none
            let deliveries = state.handOut(to: id, upTo: limit)
            state.consumers[id]?.isWoken = false
            if !deliveries.isEmpty { return .deliveries(deliveries) }
            return consumer.isWoken ? .woken : .nothing
        }
    }

    /// Keeps a waiting call, unless there is something for it already.
    func wait(_ id: Int, _ waiter: Waiter) {
        let goesOn = state.withLock { state in
            guard let consumer = state.consumers[id], !consumer.isClosed, !consumer.isCancelled,
                !consumer.isWoken, consumer.loss == .none, !Task.isCancelled,
                state.room(of: id) == 0
            else { return true }
            state.consumers[id]?.waiter = waiter
            return false
        }
        if goesOn { waiter.resume() }
    }

    /// Lets a waiting call look again.
    func signal(_ id: Int) {
        let waiter = state.withLock { state in
            defer { state.consumers[id]?.waiter = nil }
            return state.consumers[id]?.waiter
        }
        waiter?.resume()
    }

    /// - Throws: `BrokerError` for a tag that was never given out or is settled already
    func settle(
        _ id: Int, _ tag: Delivery.Tag, through: Bool,
        _ body: (inout State, String, StoredMessage) -> [Waiter]
    ) throws {
        try change { state in
            guard var consumer = state.consumers[id], !consumer.isClosed else {
                throw BrokerError.connectionClosed
            }
            guard tag.epoch == consumer.epoch else { return ((), []) }
            let numbers =
                through
                ? consumer.unsettled.keys.filter { $0 <= tag.number }.sorted() : [tag.number]
            guard consumer.unsettled[tag.number] != nil else {
                throw BrokerError(
                    code: .preconditionFailed, text: "unknown delivery tag \(tag.number)",
                    hint: "a delivery is settled once")
            }
            let settled = numbers.compactMap { consumer.unsettled.removeValue(forKey: $0) }
            state.consumers[id] = consumer
            state.queues[consumer.queue]?.unsettled -= settled.count
            var wakeUps: [Waiter] = []
            for stored in settled { wakeUps += body(&state, consumer.queue, stored) }
            return ((), wakeUps + state.wakeConsumers(of: consumer.queue))
        }
    }
}

extension MemoryServer.State {
    /// How many messages the consumer could be given now.
    func room(of id: Int) -> Int {
        guard let consumer = consumers[id], consumer.loss == .none,
            let queue = queues[consumer.queue]
        else { return 0 }
        if queue.options.singleActiveConsumer && queue.consumers.first != id { return 0 }
        return min(queue.count, consumer.prefetch - consumer.unsettled.count)
    }

    mutating func handOut(to id: Int, upTo limit: Int) -> [Delivery] {
        let count = min(limit, room(of: id))
        guard count > 0, var consumer = consumers[id] else { return [] }
        consumers[id] = nil
        defer { consumers[id] = consumer }
        return (0..<count).compactMap { _ in
            guard let stored = queues[consumer.queue]?.take() else { return nil }
            queues[consumer.queue]?.unsettled += 1
            let number = consumer.nextNumber
            consumer.nextNumber += 1
            consumer.unsettled[number] = stored
            return Delivery(stored, tag: Delivery.Tag(epoch: consumer.epoch, number: number))
        }
    }
}

extension Delivery {
    fileprivate init(_ stored: StoredMessage, tag: Tag) {
        let message = stored.message
        self.init(
            tag: tag, exchange: message.exchange, routingKey: message.routingKey,
            redelivered: stored.returns > 0, returns: stored.returns, body: message.body,
            contentType: message.contentType, messageID: message.messageID,
            headers: message.headers,
            headerBytes: message.headers.reduce(message.contentType.utf8.count) {
                $0 + $1.key.utf8.count + $1.value.utf8.count
            },
            userID: stored.userID)
    }
}

extension BrokerError {
    static let connectionClosed = BrokerError(
        code: .closed, text: "the connection is closed", hint: "open another one")
}
