import Synchronization

/// The broker itself: exchanges, queues, bindings and consumers in memory, behind one lock.
final class MemoryServer: Sendable {
    struct Binding: Sendable {
        let pattern: TopicPattern
        let queue: String
    }

    struct State: ~Copyable {
        var queues: [String: MemoryQueue] = [:]
        var exchanges: [String: [Binding]] = [:]
        var consumers: [Int: MemoryConsumerState] = [:]
        var nextID = 0
        /// How many of the next messages are refused.
        var refusals = 0
        var failure: BrokerError?
        var bodyLimit = 1 << 20
        var blocked: String?
        var holdsConfirms = false
        var waitingForConfirms: [Int: CheckedContinuation<Void, Never>] = [:]
    }

    let state = Mutex(State())

    func makeID() -> Int {
        state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
    }

    // MARK: Publishing

    /// Routes a message to every queue bound to it.
    /// - Throws: `BrokerError` of the code `missing-exchange`
    func publish(_ message: Message, userID: String?) throws -> PublishOutcome {
        let (outcome, wakeUps) = try state.withLock { state in
            if let failure = state.failure { throw failure }
            if state.refusals > 0 {
                state.refusals -= 1
                return (PublishOutcome.refused, [Waiter]())
            }
            guard message.body.count <= state.bodyLimit else {
                throw BrokerError(
                    code: .messageTooLarge, text: "a body of \(message.body.count) bytes",
                    hint: "send less")
            }
            guard message.exchange.isEmpty || state.exchanges[message.exchange] != nil else {
                throw BrokerError(
                    code: .missingExchange, text: "no exchange '\(message.exchange)'",
                    hint: "declare the topology first")
            }
            return state.route(message, userID: userID)
        }
        for wakeUp in wakeUps { wakeUp.resume() }
        return outcome
    }

    /// Waits while confirms are held back.
    func confirm() async throws {
        let id = makeID()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard state.holdsConfirms, !Task.isCancelled else { return true }
                    state.waitingForConfirms[id] = continuation
                    return false
                }
                if goesOn { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waitingForConfirms.removeValue(forKey: id) }?.resume()
        }
        try Task.checkCancellation()
    }

    func holdConfirms(_ holds: Bool) {
        let waiting = state.withLock { state in
            state.holdsConfirms = holds
            guard !holds else { return [Waiter]() }
            defer { state.waitingForConfirms.removeAll() }
            return Array(state.waitingForConfirms.values)
        }
        for continuation in waiting { continuation.resume() }
    }

    /// Runs a change that may free messages for waiting consumers, then wakes these.
    func change<Result: Sendable>(
        _ body: (inout State) throws -> (Result, [Waiter])
    ) rethrows -> Result {
        let (result, wakeUps) = try state.withLock { state in try body(&state) }
        for wakeUp in wakeUps { wakeUp.resume() }
        return result
    }
}

typealias Waiter = CheckedContinuation<Void, Never>

extension MemoryServer.State {
    mutating func route(_ message: Message, userID: String?) -> (PublishOutcome, [Waiter]) {
        let targets: [String]
        if message.exchange.isEmpty {
            targets = queues[message.routingKey] == nil ? [] : [message.routingKey]
        } else {
            let bound = exchanges[message.exchange, default: []]
                .filter { $0.pattern.matches(message.routingKey) }
            targets = Set(bound.map(\.queue)).sorted()
        }
        guard !targets.isEmpty else { return (.returned(code: 312, text: "NO_ROUTE"), []) }
        var outcome = PublishOutcome.confirmed
        var wakeUps: [Waiter] = []
        for name in targets {
            if queues[name]?.isFull == true {
                outcome = .refused
                continue
            }
            queues[name]?.append(message, userID: userID)
            wakeUps += wakeConsumers(of: name)
        }
        return (outcome, wakeUps)
    }

    /// Takes the waiting calls of a queue's consumers: each looks again.
    mutating func wakeConsumers(of queue: String) -> [Waiter] {
        (queues[queue]?.consumers ?? []).compactMap { id in
            guard let waiter = consumers[id]?.waiter else { return nil }
            consumers[id]?.waiter = nil
            return waiter
        }
    }

    /// Gives a message back to its queue, or to the queue's dead letters once it has come back too
    /// often.
    mutating func giveBack(_ stored: StoredMessage, to name: String) -> [Waiter] {
        guard let limit = queues[name]?.options.deliveryLimit, stored.returns >= limit else {
            var stored = stored
            stored.returns += 1
            queues[name]?.putBack(stored)
            return wakeConsumers(of: name)
        }
        return bury(stored, of: name, reason: "delivery_limit")
    }

    /// Sends a message to the queue's dead letter exchange, with the headers that RabbitMQ adds.
    mutating func bury(_ stored: StoredMessage, of name: String, reason: String) -> [Waiter] {
        guard let exchange = queues[name]?.options.deadLetterExchange else { return [] }
        var message = stored.message
        let isFirst = message.headers["x-first-death-queue"] == nil
        for order in isFirst ? ["first", "last"] : ["last"] {
            message.headers["x-\(order)-death-exchange"] = stored.message.exchange
            message.headers["x-\(order)-death-queue"] = name
            message.headers["x-\(order)-death-reason"] = reason
        }
        message.routingKey = queues[name]?.options.deadLetterKey ?? message.routingKey
        message.exchange = exchange
        return route(message, userID: stored.userID).1
    }
}
