import CRabbitMQ
import Glibc
import StageKit

/// One live connection of librabbitmq. It belongs to the thread that opened it.
final class Session {
    let connection: amqp_connection_state_t
    let file: Int32
    private let isPlain: Bool
    private var channels: Set<UInt16> = []

    /// Takes over a connection that has logged in.
    init(_ connection: amqp_connection_state_t, isPlain: Bool) {
        self.connection = connection
        self.isPlain = isPlain
        file = amqp_get_sockfd(connection)
    }

    deinit { amqp_destroy_connection(connection) }

    // MARK: Questions and answers

    /// - Throws: `ConnectionLost`, `ChannelClosed`
    func check(_ reply: amqp_rpc_reply_t, _ doing: String, channel: UInt16 = 0) throws {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: try refuse(reply.reply, channel: channel)
        default:
            throw ConnectionLost(error: BrokerError(status: reply.library_error, doing: doing))
        }
    }

    private func check(_ doing: String, channel: UInt16 = 0) throws {
        try check(amqp_get_rpc_reply(connection), doing, channel: channel)
    }

    /// Answers a close that the broker sent.
    func refuse(_ method: amqp_method_t, channel: UInt16) throws -> Never {
        if method.id == AMQP_CHANNEL_CLOSE_METHOD, let decoded = method.decoded {
            let close = decoded.assumingMemoryBound(to: amqp_channel_close_t.self).pointee
            let closed = ChannelClosed(code: Int(close.reply_code), text: close.reply_text.text)
            var answer = amqp_channel_close_ok_t()
            let sent = amqp_send_method(
                connection, channel, amqp_method_number_t(AMQP_CHANNEL_CLOSE_OK_METHOD), &answer)
            channels.remove(channel)
            try check(status: sent, "closing a channel")
            throw closed
        }
        if method.id == AMQP_CONNECTION_CLOSE_METHOD, let decoded = method.decoded {
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            let error = BrokerError(replyCode: Int(close.reply_code), text: close.reply_text.text)
            var answer = amqp_connection_close_ok_t()
            // The connection ends either way.
            _ = amqp_send_method(
                connection, 0, amqp_method_number_t(AMQP_CONNECTION_CLOSE_OK_METHOD), &answer)
            throw ConnectionLost(error: error)
        }
        throw ConnectionLost(
            error: BrokerError(
                code: .protocolViolation, text: "an unexpected answer, method \(method.id)",
                hint: "is this an AMQP 0-9-1 broker?"))
    }

    func check(status: Int32, _ doing: String) throws {
        guard status < 0 else { return }
        throw ConnectionLost(error: BrokerError(status: status, doing: doing))
    }

    // MARK: Channels

    /// - Returns: the number of a new channel
    func openChannel() throws -> UInt16 {
        let limit = UInt16(clamping: max(1, amqp_get_channel_max(connection)))
        guard let number = (1...limit).first(where: { !channels.contains($0) }) else {
            throw ConnectionLost(
                error: BrokerError(
                    code: .preconditionFailed, text: "no channel is left",
                    hint: "close consumers and publishers that are not used"))
        }
        amqp_channel_open(connection, number)
        try check("opening a channel", channel: number)
        channels.insert(number)
        return number
    }

    func closeChannel(_ number: UInt16) throws {
        guard channels.remove(number) != nil else { return }
        try check(amqp_channel_close(connection, number, 200), "closing a channel", channel: number)
    }

    /// Starts a consumer whose deliveries carry its channel's number.
    func consume(queue: String, prefetch: Int, channel: UInt16) throws {
        amqp_basic_qos(connection, channel, 0, UInt16(clamping: prefetch), 0)
        try check("limiting deliveries", channel: channel)
        _ = withBytes(queue) { queue in
            withBytes(Self.consumerTag) { tag in
                amqp_basic_consume(connection, channel, queue, tag, 0, 0, 0, amqp_empty_table)
            }
        }
        try check("consuming from \(queue)", channel: channel)
    }

    func cancelConsumer(channel: UInt16) throws {
        _ = withBytes(Self.consumerTag) { amqp_basic_cancel(connection, channel, $0) }
        try check("cancelling a consumer", channel: channel)
    }

    private static let consumerTag = "maalem"

    func selectConfirms(channel: UInt16) throws {
        amqp_confirm_select(connection, channel)
        try check("asking for confirms", channel: channel)
    }

    // MARK: Topology

    func declare(_ declarations: [Declaration]) throws {
        guard !declarations.isEmpty else { return }
        let channel = try openChannel()
        for declaration in declarations { try declare(declaration, channel: channel) }
        try closeChannel(channel)
    }

    private func declare(_ declaration: Declaration, channel: UInt16) throws {
        switch declaration {
        case .exchange(let name, let type):
            _ = withBytes(name) { name in
                withBytes(type) { type in
                    amqp_exchange_declare(
                        connection, channel, name, type, 0, 1, 0, 0, amqp_empty_table)
                }
            }
            try check("declaring the exchange \(name)", channel: channel)
        case .queue(let name, var arguments):
            arguments["x-queue-type"] = arguments["x-queue-type"] ?? .text("quorum")
            _ = withBytes(name) { name in
                withTable(arguments) { table in
                    amqp_queue_declare(connection, channel, name, 0, 1, 0, 0, table)
                }
            }
            try check("declaring the queue \(name)", channel: channel)
        case .binding(let queue, let exchange, let pattern):
            _ = withBytes(queue) { queue in
                withBytes(exchange) { exchange in
                    withBytes(pattern) { pattern in
                        amqp_queue_bind(
                            connection, channel, queue, exchange, pattern, amqp_empty_table)
                    }
                }
            }
            try check("binding \(queue) to \(exchange)", channel: channel)
        }
    }

    /// - Returns: messages that wait, and consumers
    func inspect(queue: String) throws -> QueueDepth {
        let channel = try openChannel()
        let answer = withBytes(queue) { queue in
            amqp_queue_declare(connection, channel, queue, 1, 1, 0, 0, amqp_empty_table)
        }
        guard let answer else {
            try check("looking at the queue \(queue)", channel: channel)
            throw ConnectionLost(error: .closedConnection)
        }
        let depth = QueueDepth(
            ready: Int(answer.pointee.message_count), consumers: Int(answer.pointee.consumer_count))
        try closeChannel(channel)
        return depth
    }

    // MARK: The socket

    /// Holds small packets back while many frames are written, for a plain connection.
    func cork(_ on: Bool) {
        guard isPlain else { return }
        var value: Int32 = on ? 1 : 0
        // Only a hint to the system: a failure costs speed, nothing else.
        _ = setsockopt(
            file, Int32(IPPROTO_TCP), TCP_CORK, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Something was read that has not been looked at: the socket would not tell.
    var hasUnread: Bool {
        amqp_frames_enqueued(connection) != 0 || amqp_data_in_buffer(connection) != 0
    }

    /// The next frame, if there is one. Also sends and checks heartbeats.
    /// - Returns: whether there was one
    func read(_ frame: inout amqp_frame_t) throws -> Bool {
        var now = timeval(tv_sec: 0, tv_usec: 0)
        let status = amqp_simple_wait_frame_noblock(connection, &frame, &now)
        if status == AMQP_STATUS_TIMEOUT.rawValue { return false }
        try check(status: status, "reading")
        return true
    }

    /// Ends our side and waits, a second at most, until the broker has read all of it and ended its
    /// own: a socket closed with bytes unread would take back what was sent last.
    func shutDown() {
        shutdown(file, Int32(SHUT_WR))
        var answer = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
        var bytes = [UInt8](repeating: 0, count: 16_384)
        while poll(&answer, 1, 1000) > 0 {
            let count = recv(file, &bytes, bytes.count, Int32(MSG_DONTWAIT))
            guard count > 0 || (count < 0 && errno == EAGAIN) else { return }
        }
    }

    func close() {
        // Whatever the broker answers, the connection is over.
        _ = amqp_connection_close(connection, 200)
    }
}

/// A queue at a moment.
public struct QueueDepth: Hashable, Sendable {
    /// Messages that wait to be delivered.
    public let ready: Int
    public let consumers: Int
}
