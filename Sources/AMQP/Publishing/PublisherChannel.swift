import CRabbitMQ
import StageKit

/// The connection's thread's side of a publisher: what is to be sent, what is sent and not yet
/// confirmed. After a reconnect the latter is sent again, in order.
final class PublisherChannel {
    private struct Slot {
        let batch: Batch
        let index: Int
        var outcome: PublishOutcome = .confirmed
        var isSettled = false

        var message: Message { batch.messages[index] }
    }

    /// `nil` while it has none.
    private(set) var channel: UInt16?
    private(set) var retryAt: ContinuousClock.Instant?
    private let window: Int
    private var opened: Completion<Void>?
    private var outgoing = FIFO<Slot>()
    private var inFlight = FIFO<Slot>()
    private var bytesInFlight = 0
    /// The confirm number of the first message in flight.
    private var firstNumber: UInt64 = 1
    /// Channels the broker closed in a row without a confirm in between.
    private var strikes = 0
    private var backoff = Backoff()

    init(window: Int, opened: Completion<Void>) {
        self.window = max(1, window)
        self.opened = opened
    }

    // MARK: Life

    func start(_ session: Session) throws {
        retryAt = nil
        do {
            let number = try session.openChannel()
            try session.selectConfirms(channel: number)
            channel = number
            firstNumber = 1
            opened?.finish(.success(()))
            opened = nil
        } catch let closed as ChannelClosed {
            lose(closed)
        }
    }

    func connectionLost() {
        channel = nil
        let again = inFlight.removeAll().filter { !$0.isSettled && !$0.batch.isAbandoned }
        outgoing.prepend(contentsOf: again.map { Slot(batch: $0.batch, index: $0.index) })
        bytesInFlight = 0
    }

    /// The broker closed the channel because of a message: those who sent such a message are told,
    /// the others' are sent again.
    func lose(_ closed: ChannelClosed) {
        for position in 0..<inFlight.count where closed.blames(inFlight[position].message) {
            inFlight[position].batch.fail(closed.error)
        }
        strikes += 1
        if strikes >= 5 {
            for position in 0..<inFlight.count { inFlight[position].batch.fail(closed.error) }
        }
        connectionLost()
        retryAt = strikes == 1 ? .now : .now + backoff.next()
    }

    func close(_ session: Session?) throws {
        fail(.closedConnection)
        let number = channel
        channel = nil
        if let session, let number { try session.closeChannel(number) }
    }

    func fail(_ error: BrokerError) {
        for slot in inFlight.removeAll() + outgoing.removeAll() { slot.batch.fail(error) }
        opened?.finish(.failure(error))
    }

    // MARK: Sending

    func add(_ batch: Batch) {
        let slots = batch.messages.indices.lazy.map { Slot(batch: batch, index: $0) }
        outgoing.append(contentsOf: slots)
    }

    private static let bytesWindow = 8 << 20

    private var maySend: Bool {
        !outgoing.isEmpty && inFlight.count < window && bytesInFlight < Self.bytesWindow
    }

    /// Sends what the window allows, at most a few dozen messages: confirms want to be read.
    /// - Returns: whether more could be sent at once
    func send(_ session: Session) throws -> Bool {
        guard let channel, maySend else { return false }
        session.cork(true)
        defer { session.cork(false) }
        var sent = 0
        while maySend, sent < 64 {
            let slot = outgoing[0]
            if !slot.batch.isAbandoned {
                // In flight before it is sent: a connection lost half-way leaves it there.
                inFlight.append(slot)
                bytesInFlight += slot.message.body.count
                outgoing.drop(1)
                try session.publish(slot.message, channel: channel)
                sent += 1
            } else {
                outgoing.drop(1)
            }
        }
        return maySend
    }

    // MARK: What the broker answers

    /// A confirm or a refusal, of one message or of all up to it.
    func confirm(_ number: UInt64, multiple: Bool, refused: Bool) {
        guard number >= firstNumber || number == 0 else { return }
        let last = number == 0 ? inFlight.count - 1 : Int(number - firstNumber)
        guard last < inFlight.count, last >= 0 else { return }
        for position in (multiple ? 0 : last)...last where !inFlight[position].isSettled {
            inFlight[position].isSettled = true
            let slot = inFlight[position]
            slot.batch.settle(slot.index, refused ? .refused : slot.outcome)
        }
        var done = 0
        while done < inFlight.count, inFlight[done].isSettled {
            bytesInFlight -= inFlight[done].message.body.count
            done += 1
        }
        inFlight.drop(done)
        firstNumber += UInt64(done)
        strikes = 0
        backoff.reset()
    }

    /// A message came back. The broker returns in the order of sending and before the confirm, but
    /// does not say which: it is the first in flight that looks the same. Two that look the same
    /// are the same to whoever sent them.
    func comeBack(_ incoming: Incoming) {
        guard let (code, text) = incoming.returned else { return }
        for position in 0..<inFlight.count {
            let slot = inFlight[position]
            guard !slot.isSettled, slot.outcome == .confirmed else { continue }
            let message = slot.message
            guard message.routingKey == incoming.routingKey,
                message.exchange == incoming.exchange, message.messageID == incoming.messageID,
                message.body == incoming.body
            else { continue }
            inFlight[position].outcome = .returned(code: code, text: text)
            return
        }
    }
}

extension ChannelClosed {
    /// Whether the broker closed the channel because of this message.
    fileprivate func blames(_ message: Message) -> Bool {
        if error.code == .messageTooLarge { return text.contains(" \(message.body.count) ") }
        return [403, 404].contains(code) && text.contains("exchange '\(message.exchange)'")
    }
}
