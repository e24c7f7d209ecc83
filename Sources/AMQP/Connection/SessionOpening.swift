import CRabbitMQ
import Glibc
import StageKit

/// All that is needed to connect.
struct Endpoint: Sendable {
    /// The nodes of a broker, tried in this order; at least one.
    let urls: [BrokerURL]
    /// Shown in the broker's list of connections.
    let name: String
    let tls: TLSOptions
    let options: BrokerOptions
    let declarations: [Declaration]
}

extension Session {
    /// Connects to one of the endpoint's addresses, logs in and declares.
    /// - Throws: `ConnectionLost`
    static func open(_ endpoint: Endpoint, at url: BrokerURL) throws -> Session {
        guard let connection = amqp_new_connection() else {
            throw ConnectionLost(error: .init(status: -1, doing: "making a connection"))
        }
        var session: Session?
        defer { if session == nil { amqp_destroy_connection(connection) } }
        try setLimits(connection, endpoint.options)
        try openSocket(connection, endpoint, url)
        let reply = logIn(connection, endpoint, url)
        try checkLogin(reply, connection, url)
        let opened = Session(connection, isPlain: !url.usesTLS)
        session = opened
        do {
            try opened.declare(endpoint.declarations)
        } catch let closed as ChannelClosed {
            throw ConnectionLost(error: closed.error, isLasting: true)
        }
        return opened
    }

    private static func setLimits(
        _ connection: amqp_connection_state_t, _ options: BrokerOptions
    ) throws {
        var limit = timeval(options.answerLimit)
        // Without a limit an answer is waited for for ever.
        let statuses = [
            amqp_set_handshake_timeout(connection, &limit),
            amqp_set_rpc_timeout(connection, &limit),
        ]
        for status in statuses where status < 0 {
            throw ConnectionLost(error: BrokerError(status: status, doing: "setting limits"))
        }
    }

    private static func openSocket(
        _ connection: amqp_connection_state_t, _ endpoint: Endpoint, _ url: BrokerURL
    ) throws {
        let socket =
            url.usesTLS
            ? try makeTLSSocket(connection, endpoint.tls) : amqp_tcp_socket_new(connection)
        var limit = timeval(endpoint.options.answerLimit)
        let status = amqp_socket_open_noblock(socket, url.host, Int32(url.port), &limit)
        guard status < 0 else { return }
        let error = BrokerError(status: status, doing: "connecting to \(url)")
        // A certificate that is not believed stays so; a handshake may fail while a broker starts.
        let lasting = [
            AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED,
        ].contains { $0.rawValue == status }
        throw ConnectionLost(error: error, isLasting: lasting)
    }

    private static func makeTLSSocket(
        _ connection: amqp_connection_state_t, _ tls: TLSOptions
    ) throws -> OpaquePointer? {
        let socket = amqp_ssl_socket_new(connection)
        amqp_ssl_socket_set_verify_peer(socket, 1)
        amqp_ssl_socket_set_verify_hostname(socket, 1)
        var status = amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST)
        guard status >= 0 else { throw tlsTrouble("asking for TLS 1.2 or later", status) }
        status = amqp_ssl_socket_set_cacert(socket, tls.authorityFile)
        guard status >= 0 else {
            throw tlsTrouble("reading the authority file \(tls.authorityFile)", status)
        }
        if let certificate = tls.certificateFile, let key = tls.keyFile {
            status = amqp_ssl_socket_set_key(socket, certificate, key)
            guard status >= 0 else {
                throw tlsTrouble("reading \(certificate) and the key \(key)", status)
            }
        }
        return socket
    }

    private static func tlsTrouble(_ doing: String, _ status: Int32) -> ConnectionLost {
        let text = "\(doing): " + String(cString: amqp_error_string2(status))
        let error = BrokerError(
            code: .tls, text: text, hint: "the files must be PEM, readable and match each other")
        return ConnectionLost(error: error, isLasting: true)
    }

    private static func logIn(
        _ connection: amqp_connection_state_t, _ endpoint: Endpoint, _ url: BrokerURL
    ) -> amqp_rpc_reply_t {
        let abilities: [String: TableValue] = [
            "connection.blocked": .flag(true), "consumer_cancel_notify": .flag(true),
            "publisher_confirms": .flag(true), "basic.nack": .flag(true),
        ]
        return withTable(abilities) { abilities in
            withBytes("capabilities") { capabilities in
                withBytes("connection_name") { nameKey in
                    withBytes(endpoint.name) { name in
                        var entries = [amqp_table_entry_t(), amqp_table_entry_t()]
                        entries[0].key = capabilities
                        entries[0].value.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
                        entries[0].value.value.table = abilities
                        entries[1].key = nameKey
                        entries[1].value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
                        entries[1].value.value.bytes = name
                        return entries.withUnsafeMutableBufferPointer { buffer in
                            var table = amqp_table_t(num_entries: 2, entries: buffer.baseAddress)
                            return maalem_amqp_login(
                                connection, url.vhost, 0, 131_072,
                                Int32(endpoint.options.heartbeatSeconds), &table,
                                url.user, url.password)
                        }
                    }
                }
            }
        }
    }

    private static func checkLogin(
        _ reply: amqp_rpc_reply_t, _ connection: amqp_connection_state_t, _ url: BrokerURL
    ) throws {
        let doing = "logging in at \(url)"
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            guard reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD, let decoded = reply.reply.decoded
            else { break }
            let close = decoded.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
            let code = Int(close.reply_code)
            let text = "\(doing): \(code) \(close.reply_text.text)"
            if code == 403 {
                let error = BrokerError(
                    code: .authentication, text: text, hint: "check the account and its password")
                throw ConnectionLost(error: error, isLasting: true)
            }
            let general = BrokerError(replyCode: code, text: "")
            let error = BrokerError(code: general.code, text: text, hint: general.hint)
            // A virtual host that is down, as while a broker starts, is no lasting refusal.
            let lasting = code == 530 && !text.contains("is down")
            throw ConnectionLost(error: error, isLasting: lasting)
        default: break
        }
        throw ConnectionLost(error: BrokerError(status: reply.library_error, doing: doing))
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
