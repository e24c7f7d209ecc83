import StageKit

/// A consumer of one queue on RabbitMQ.
final class AMQPConsumer: Consumer {
    private let connection: Connection
    private let state: ConsumerState

    init(_ connection: Connection, _ state: ConsumerState) {
        self.connection = connection
        self.state = state
    }

    deinit {
        // Nobody can settle its deliveries any more: the channel goes, they go back. A connection
        // that has ended has given them back already.
        try? connection.line.send(.drop(state))
    }

    var wasLost: Bool { state.wasLost }

    func next(
        upTo limit: Int, until deadline: ContinuousClock.Instant?
    ) async throws -> [Delivery]? {
        while true {
            switch try state.take(limit) {
            case .deliveries(let deliveries): return deliveries
            case .woken, .lost: return []
            case .end: return nil
            case .dormant: try connection.line.send(.consume(state))
            case .nothing: break
            }
            if let deadline, deadline <= .now { return [] }
            try await wait(until: deadline)
        }
    }

    private func wait(until deadline: ContinuousClock.Instant?) async throws {
        let timer = deadline.map { deadline in
            Task { [state] in
                try await pause(until: deadline)
                state.signal()
            }
        }
        defer { timer?.cancel() }
        await withTaskCancellationHandler {
            await withCheckedContinuation { state.wait($0) }
        } onCancel: {
            state.signal()
        }
        try Task.checkCancellation()
    }

    func wake() { state.wake() }

    func acknowledge(through tag: Delivery.Tag) async throws {
        try settle(tag, .acknowledge(through: true), through: true)
    }

    func acknowledge(_ tag: Delivery.Tag) async throws {
        try settle(tag, .acknowledge(through: false), through: false)
    }

    func reject(_ tag: Delivery.Tag, requeue: Bool) async throws {
        try settle(tag, .reject(requeue: requeue), through: false)
    }

    private func settle(
        _ tag: Delivery.Tag, _ settlement: Line.Settlement, through: Bool
    ) throws {
        guard try state.settle(tag, through: through) else { return }
        try connection.line.send(.settle(state, tag, settlement))
    }

    func cancel() async {
        let done = Completion<Void>()
        do {
            try connection.line.send(.cancel(state, done))
            try await done.value()
        } catch {
            // The connection has ended, or nobody waits any more: it delivers nothing either way.
            _ = state.cancel()
        }
    }
}
