import CRabbitMQ
import StageKit

// Frames from the broker.
extension Worker {
    /// Reads what is there, a few hundred frames at most: tasks wait for what they hold.
    /// - Returns: whether there may be more
    func readFrames(_ session: Session) throws -> Bool {
        var frame = amqp_frame_t()
        for _ in 0..<512 {
            do {
                guard try session.read(&frame) else { return false }
            } catch let lost as ConnectionLost {
                rejectUnreadable(session)
                throw lost
            }
            try handle(frame, session)
            amqp_maybe_release_buffers_on_channel(session.connection, frame.channel)
        }
        return true
    }

    private func handle(_ frame: amqp_frame_t, _ session: Session) throws {
        switch Int32(frame.frame_type) {
        case Int32(AMQP_FRAME_METHOD): try handle(frame.payload.method, frame.channel, session)
        case Int32(AMQP_FRAME_HEADER):
            incoming[frame.channel]?.header(frame, &known)
            try finish(frame.channel, session)
        case Int32(AMQP_FRAME_BODY):
            incoming[frame.channel]?.append(frame.payload.body_fragment)
            try finish(frame.channel, session)
        default: break
        }
    }

    private func handle(
        _ method: amqp_method_t, _ channel: UInt16, _ session: Session
    ) throws {
        guard let decoded = method.decoded else { return }
        switch method.id {
        case amqp_method_number_t(AMQP_BASIC_DELIVER_METHOD):
            let deliver = decoded.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee
            incoming[channel] = Incoming(deliver, &known)
        case amqp_method_number_t(AMQP_BASIC_RETURN_METHOD):
            let back = decoded.assumingMemoryBound(to: amqp_basic_return_t.self).pointee
            incoming[channel] = Incoming(back, &known)
        case amqp_method_number_t(AMQP_BASIC_ACK_METHOD):
            let ack = decoded.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee
            publisher(on: channel)?.confirm(
                ack.delivery_tag, multiple: ack.multiple != 0, refused: false)
        case amqp_method_number_t(AMQP_BASIC_NACK_METHOD):
            let nack = decoded.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee
            publisher(on: channel)?.confirm(
                nack.delivery_tag, multiple: nack.multiple != 0, refused: true)
        case amqp_method_number_t(AMQP_BASIC_CANCEL_METHOD):
            try consumer(on: channel)?.cancelledByBroker(session)
        case amqp_method_number_t(AMQP_CONNECTION_BLOCKED_METHOD):
            let notice = decoded.assumingMemoryBound(to: amqp_connection_blocked_t.self).pointee
            let reason = notice.reason.text
            blocked = reason
            line.set(.blocked(reason))
        case amqp_method_number_t(AMQP_CONNECTION_UNBLOCKED_METHOD):
            blocked = nil
            line.set(.connected)
        case amqp_method_number_t(AMQP_CHANNEL_CLOSE_METHOD),
            amqp_method_number_t(AMQP_CONNECTION_CLOSE_METHOD):
            try closed(method, channel, session)
        default: break
        }
    }

    private func closed(
        _ method: amqp_method_t, _ channel: UInt16, _ session: Session
    ) throws {
        do {
            try session.refuse(method, channel: channel)
        } catch let closed as ChannelClosed {
            incoming[channel] = nil
            publisher(on: channel)?.lose(closed)
            guard let consumer = consumer(on: channel) else { return }
            do {
                try consumer.lose(closed)
            } catch is ChannelClosed {
                // It can never consume; its task has been told why.
                consumers[ObjectIdentifier(consumer.state)] = nil
            }
        }
    }

    private func finish(_ channel: UInt16, _ session: Session) throws {
        guard let message = incoming[channel], message.isComplete else { return }
        incoming[channel] = nil
        if message.returned != nil {
            publisher(on: channel)?.comeBack(message)
        } else {
            try consumer(on: channel)?.receive(message, session)
        }
    }

    private func publisher(on channel: UInt16) -> PublisherChannel? {
        publishers.values.first { $0.channel == channel }
    }

    private func consumer(on channel: UInt16) -> ConsumerChannel? {
        consumers.values.first { $0.channel == channel }
    }

    /// The library could not decode something and the connection must go. Where it was a
    /// delivery's header, it would come again and again: it is refused by its tag, to the queue's
    /// dead letters.
    private func rejectUnreadable(_ session: Session) {
        let unread = incoming.filter { $0.value.returned == nil && !$0.value.hasHeader }
        guard !unread.isEmpty else { return }
        for (channel, message) in unread {
            _ = amqp_basic_reject(session.connection, channel, message.tag, 0)
        }
        session.shutDown()
    }
}
