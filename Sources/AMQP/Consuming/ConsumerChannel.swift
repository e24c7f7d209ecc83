import CRabbitMQ
import StageKit

/// The connection's thread's side of a consumer.
final class ConsumerChannel {
    let state: ConsumerState
    /// `nil` while it does not consume.
    private(set) var channel: UInt16?
    /// When to try again after the broker ended it alone.
    private(set) var retryAt: ContinuousClock.Instant?
    private var backoff = Backoff()
    private var epoch: UInt64 = 0
    private var fetched: [Delivery] = []

    init(_ state: ConsumerState) { self.state = state }

    // MARK: Life

    /// Opens a channel and consumes.
    func start(_ session: Session) throws {
        retryAt = nil
        do {
            let number = try session.openChannel()
            epoch = state.startEpoch()
            channel = number
            try session.consume(queue: state.queue, prefetch: state.prefetch, channel: number)
            state.opened.finish(.success(()))
        } catch let closed as ChannelClosed {
            channel = nil
            try lose(closed)
        }
    }

    /// The broker ended this channel.
    /// - Throws: `ChannelClosed` where it can never consume; its task has been told
    func lose(_ closed: ChannelClosed) throws {
        connectionLost()
        if closed.isLasting {
            state.fail(closed.error)
            throw closed
        }
        if !state.isCancelled { retryAt = .now + backoff.next() }
    }

    /// The broker cancelled the consumer: its queue was deleted or moved.
    func cancelledByBroker(_ session: Session) throws {
        if let channel { try session.closeChannel(channel) }
        connectionLost()
        if !state.isCancelled { retryAt = .now }
    }

    func connectionLost() {
        channel = nil
        fetched = []
        _ = state.startEpoch()
    }

    /// Stops new deliveries and gives back what nobody has seen.
    func cancel(_ session: Session?) throws {
        guard !state.isCancelled else { return }
        retryAt = nil
        do {
            if let session, let channel { try session.cancelConsumer(channel: channel) }
        } catch {
            _ = state.cancel()
            throw error
        }
        flush()
        let unseen = state.cancel()
        guard let session, let channel else { return }
        for tag in unseen {
            try session.check(
                status: amqp_basic_reject(session.connection, channel, tag, 1), "giving back")
        }
    }

    /// Gives back everything that is not settled.
    func close(_ session: Session?) throws {
        defer { connectionLost() }
        _ = state.cancel()
        if let session, let channel { try session.closeChannel(channel) }
    }

    // MARK: Work

    func settle(
        _ tag: Delivery.Tag, _ settlement: Line.Settlement, _ session: Session
    ) throws {
        guard let channel, tag.epoch == epoch else { return }
        let status =
            switch settlement {
            case .acknowledge(let through):
                amqp_basic_ack(session.connection, channel, tag.number, through ? 1 : 0)
            case .reject(let requeue):
                amqp_basic_reject(session.connection, channel, tag.number, requeue ? 1 : 0)
            }
        try session.check(status: status, "settling a delivery")
    }

    /// Takes a complete message.
    func receive(_ incoming: borrowing Incoming, _ session: Session) throws {
        guard !state.isCancelled else {
            guard let channel else { return }
            let status = amqp_basic_reject(session.connection, channel, incoming.tag, 1)
            return try session.check(status: status, "giving back")
        }
        backoff.reset()
        fetched.append(incoming.delivery(epoch: epoch))
    }

    /// Hands over what was fetched since the last time.
    func flush() {
        guard !fetched.isEmpty else { return }
        state.hand(over: fetched)
        fetched.removeAll(keepingCapacity: true)
    }
}
