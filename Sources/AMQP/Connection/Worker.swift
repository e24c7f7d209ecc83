import CRabbitMQ
import Glibc
import StageKit

/// What the thread of a connection does, and all that belongs to it alone: connect, carry out
/// orders, read frames, sleep until the socket or the bell wakes it, connect again.
final class Worker {
    let endpoint: Endpoint
    let line: Line
    var consumers: [ObjectIdentifier: ConsumerChannel] = [:]
    var publishers: [Int: PublisherChannel] = [:]
    /// Questions that wait for a connection.
    var questions: [Line.Order] = []
    var session: Session?
    /// Messages whose frames are still coming in, by channel.
    var incoming: [UInt16: Incoming] = [:]
    var known = KnownTexts()
    var blocked: String?
    private var stopping: [Completion<Void>] = []
    private var isStopping = false

    init(_ endpoint: Endpoint, _ line: Line) {
        self.endpoint = endpoint
        self.line = line
    }

    // MARK: The life of the connection

    func run() {
        var backoff = Backoff()
        var addresses = Addresses(endpoint.urls)
        let giveUpAt = ContinuousClock.now + endpoint.options.startupGrace
        var hasConnected = false
        while !isStopping {
            do {
                let session = try Session.open(endpoint, at: addresses.current)
                self.session = session
                hasConnected = true
                addresses.connected()
                backoff.reset()
                line.announceConnected()
                try serve(session)
            } catch {
                let lost = error as? ConnectionLost
                let reason = lost?.error ?? BrokerError(replyCode: 541, text: "\(error)")
                forgetSession()
                if !hasConnected, lost?.isLasting == true || ContinuousClock.now >= giveUpAt {
                    return end(reason)
                }
                guard !isStopping else { break }
                line.set(.recovering(reason.description))
                // Only when every node has been tried is there a reason to wait.
                if addresses.advance() { waitForRetry(until: .now + backoff.next()) }
            }
        }
        session?.close()
        forgetSession()
        end(.closedConnection)
    }

    private func serve(_ session: Session) throws {
        blocked = nil
        for consumer in Array(consumers.values) { try start(consumer, session) }
        for publisher in publishers.values { try publisher.start(session) }
        try answerQuestions(session)
        while !isStopping {
            try carryOutOrders(session)
            let mayHaveMore = try readFrames(session)
            for consumer in consumers.values { consumer.flush() }
            let maySendMore = try sendAll(session)
            try retry(session)
            guard !mayHaveMore, !maySendMore, !line.hasOrders, !session.hasUnread else { continue }
            sleep(until: nextRetry, session.file)
        }
    }

    private func forgetSession() {
        session = nil
        incoming = [:]
        for consumer in consumers.values { consumer.connectionLost() }
        for publisher in publishers.values { publisher.connectionLost() }
        consumers = consumers.filter { !$0.value.state.isCancelled }
    }

    private func end(_ error: BrokerError) {
        forgetSession()
        let left = line.end(error)
        for consumer in consumers.values { consumer.state.fail(error) }
        for publisher in publishers.values { publisher.fail(error) }
        for order in questions + left { refuse(order, error) }
        for completion in stopping { completion.finish(.success(())) }
    }

    private func refuse(_ order: Line.Order, _ error: BrokerError) {
        switch order {
        case .consume(let state): state.fail(error)
        case .cancel(let state, let done):
            _ = state.cancel()
            done.finish(.success(()))
        case .openPublisher(_, let done): done.finish(.failure(error))
        case .publish(_, let batch): batch.fail(error)
        case .ask(_, let tell): tell(error)
        case .stop(let done): done?.finish(.success(()))
        case .settle, .drop, .closePublisher: break
        }
    }

    // MARK: Orders

    private func carryOutOrders(_ session: Session?) throws {
        let orders = line.takeOrders()
        for (position, order) in orders.enumerated() {
            do {
                try carryOut(order, session)
            } catch {
                // The rest must not be lost with the connection: without one it is noted.
                for order in orders[(position + 1)...] { try? carryOut(order, nil) }
                throw error
            }
        }
    }

    private func carryOut(_ order: Line.Order, _ session: Session?) throws {
        switch order {
        case .consume(let state):
            if let known = consumers[ObjectIdentifier(state)] { return known.resume() }
            let consumer = ConsumerChannel(state)
            consumers[ObjectIdentifier(state)] = consumer
            if let session { try start(consumer, session) }
        case .settle(let state, let tag, let settlement):
            guard let session, let consumer = consumers[ObjectIdentifier(state)] else { return }
            try consumer.settle(tag, settlement, session)
        case .cancel(let state, let done):
            defer { done.finish(.success(())) }
            guard let consumer = consumers[ObjectIdentifier(state)] else { return }
            try onChannel(of: consumer) { try consumer.cancel(session) }
        case .drop(let state):
            guard let consumer = consumers.removeValue(forKey: ObjectIdentifier(state)) else {
                return
            }
            try onChannel(of: consumer) { try consumer.close(session) }
        case .openPublisher(let id, let done):
            let publisher = PublisherChannel(
                window: endpoint.options.confirmWindow, opened: done)
            publishers[id] = publisher
            if let session { try publisher.start(session) }
        case .publish(let id, let batch):
            guard let publisher = publishers[id] else { return batch.fail(.closedConnection) }
            publisher.add(batch)
        case .closePublisher(let id):
            try publishers.removeValue(forKey: id)?.close(session)
        case .ask:
            questions.append(order)
            if let session { try answerQuestions(session) }
        case .stop(let done):
            isStopping = true
            if let done { stopping.append(done) }
        }
    }

    /// A channel that the broker closes meanwhile is that consumer's trouble alone.
    private func onChannel(of consumer: ConsumerChannel, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch is ChannelClosed {
            consumer.connectionLost()
            _ = consumer.state.cancel()
        }
    }

    func start(_ consumer: ConsumerChannel, _ session: Session) throws {
        guard !consumer.state.isCancelled else { return }
        do {
            try consumer.start(session)
        } catch is ChannelClosed {
            // It can never consume; its task has been told why.
            consumers[ObjectIdentifier(consumer.state)] = nil
        }
    }

    private func answerQuestions(_ session: Session) throws {
        while let question = questions.first {
            guard case .ask(let ask, let tell) = question else { break }
            do {
                try ask(session)
            } catch let closed as ChannelClosed {
                tell(closed.error)
            }
            questions.removeFirst()
        }
    }

    private func sendAll(_ session: Session) throws -> Bool {
        guard blocked == nil else { return false }
        var more = false
        for publisher in publishers.values where try publisher.send(session) { more = true }
        return more
    }

    // MARK: Trying again

    private var nextRetry: ContinuousClock.Instant? {
        let starts = consumers.values.compactMap(\.nextStart)
        return (starts + publishers.values.compactMap(\.retryAt)).min()
    }

    private func retry(_ session: Session) throws {
        guard let next = nextRetry, next <= .now else { return }
        for consumer in Array(consumers.values) {
            if let time = consumer.nextStart, time <= .now { try start(consumer, session) }
        }
        for publisher in publishers.values {
            if let time = publisher.retryAt, time <= .now { try publisher.start(session) }
        }
    }

    private func waitForRetry(until time: ContinuousClock.Instant) {
        while !isStopping, ContinuousClock.now < time {
            // Nothing fails without a connection: orders are noted.
            try? carryOutOrders(nil)
            guard !isStopping, !line.hasOrders else { continue }
            sleep(until: time, nil)
        }
    }

    /// Sleeps until there is something to read, an order, or a time has come; a second at most,
    /// for the heartbeats.
    private func sleep(until time: ContinuousClock.Instant?, _ file: Int32?) {
        var limit = Duration.seconds(1)
        if let time { limit = max(.zero, min(limit, time - .now)) }
        let milliseconds = limit / .milliseconds(1)
        var files = [pollfd(fd: line.bell, events: Int16(POLLIN), revents: 0)]
        if let file { files.append(pollfd(fd: file, events: Int16(POLLIN), revents: 0)) }
        poll(&files, nfds_t(files.count), Int32(milliseconds.rounded(.up)))
        if files[0].revents != 0 { line.hush() }
    }
}
