import CRabbitMQ
import StageKit

/// The connection's thread's side of a consumer.
final class ConsumerChannel {
    let state: ConsumerState
    /// `nil` while it does not consume.
    private(set) var channel: UInt16?
    /// When to try again after the broker ended it alone.
    private var retryAt: ContinuousClock.Instant?
    /// When it is to be started; `nil`: it consumes, or its task wants nothing.
    var nextStart: ContinuousClock.Instant? { isDormant ? nil : retryAt }
    private var backoff = Backoff()
    private var epoch: UInt64 = 0
    /// Every tag through here is acknowledged.
    private var settledThrough: UInt64 = 0
    /// The last tag that its task has taken, once it is cancelled.
    private var lastTaken: UInt64?
    private var fetched: [Delivery] = []
    private var isConsuming = false
    /// It was lost, and consumes again once its task asks for more.
    private var isDormant = false

    init(_ state: ConsumerState) { self.state = state }

    // MARK: Life

    /// Opens a channel and consumes.
    func start(_ session: Session) throws {
        guard !isDormant else { return }
        retryAt = nil
        do {
            let number = try session.openChannel()
            epoch = state.startEpoch()
            channel = number
            try session.consume(queue: state.queue, prefetch: state.prefetch, channel: number)
            isConsuming = true
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

    /// Its task asks for more. Where the broker had ended it alone, it waits out the pause.
    func resume() {
        isDormant = false
        retryAt = retryAt ?? .now
    }

    /// The broker cancelled the consumer: its queue was deleted or moved.
    func cancelledByBroker(_ session: Session) throws {
        if let channel { try session.closeChannel(channel) }
        forget()
        _ = state.startEpoch()
        if !state.isCancelled { retryAt = .now }
    }

    func connectionLost() {
        let wasConsuming = isConsuming
        forget()
        if wasConsuming {
            isDormant = true
            retryAt = nil
            state.lose()
        } else {
            _ = state.startEpoch()
        }
    }

    private func forget() {
        channel = nil
        fetched = []
        settledThrough = 0
        isConsuming = false
    }

    /// Stops new deliveries. What nobody has seen goes back with the end of the channel, which is
    /// closed once what was taken is acknowledged: a broker takes back a closed channel's messages
    /// in their order, single rejections in none.
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
        lastTaken = state.cancel()
        if let session { try closeWhenSettled(session) }
    }

    private func closeWhenSettled(_ session: Session) throws {
        guard let channel, let lastTaken, lastTaken <= settledThrough else { return }
        connectionLost()
        // Where the broker has closed it meanwhile, it has the messages too.
        do { try session.closeChannel(channel) } catch is ChannelClosed {}
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
        if case .acknowledge(through: true) = settlement {
            settledThrough = max(settledThrough, tag.number)
            try closeWhenSettled(session)
        }
    }

    /// Takes a complete message.
    func receive(_ incoming: borrowing Incoming, _ session: Session) throws {
        // It goes back with the channel.
        guard !state.isCancelled else { return }
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
