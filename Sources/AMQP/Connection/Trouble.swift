import CRabbitMQ
import StageKit

/// The connection is gone and must be rebuilt.
struct ConnectionLost: Error {
    let error: BrokerError
    /// Trying again would end the same way: credentials, certificates, a name that does not exist.
    var isLasting = false
}

/// The broker closed one channel; the connection goes on.
struct ChannelClosed: Error {
    /// AMQP reply code.
    let code: Int
    let text: String

    var error: BrokerError { BrokerError(replyCode: code, text: text) }

    /// Nothing but a change at the broker would help: absent, refused, locked by another.
    var isLasting: Bool {
        switch code {
        // A queue whose host is down is "not found" too, and comes back.
        case 404: !text.contains("down or inaccessible")
        case 403, 405: true
        default: false
        }
    }
}

extension BrokerError {
    /// What an AMQP reply code means.
    init(replyCode: Int, text: String) {
        let (code, hint): (Code, String) =
            switch replyCode {
            case 311: (.messageTooLarge, "send less, or raise max_message_size")
            case 320: (.unreachable, "the broker is stopping, or an operator closed the connection")
            case 403: (.accessRefused, "look at the account's permissions")
            case 404 where text.contains("no exchange"):
                (.missingExchange, "declare the topology first")
            case 404: (.missingQueue, "declare the topology first")
            case 405: (.accessRefused, "another connection holds it exclusively")
            case 406 where text.contains("larger than"):
                (.messageTooLarge, "send less, or raise max_message_size")
            case 406: (.preconditionFailed, "it exists with other arguments, or a value is refused")
            case 530: (.accessRefused, "look at the virtual host's name and the permissions on it")
            default: (.protocolViolation, "look at the broker's log")
            }
        self.init(code: code, text: "\(replyCode) \(text)", hint: hint)
    }

    /// What a status of librabbitmq means.
    init(status: Int32, doing: String) {
        let text = "\(doing): " + String(cString: amqp_error_string2(status))
        switch amqp_status_enum(status) {
        case AMQP_STATUS_SSL_PEER_VERIFY_FAILED, AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED,
            AMQP_STATUS_SSL_CONNECTION_FAILED, AMQP_STATUS_SSL_ERROR:
            self.init(
                code: .tls, text: text,
                hint: "look at the authority file, the host name and our own certificate")
        case AMQP_STATUS_TIMEOUT, AMQP_STATUS_HEARTBEAT_TIMEOUT:
            self.init(code: .timeout, text: text, hint: "the broker is busy or the network stands")
        case AMQP_STATUS_BAD_AMQP_DATA, AMQP_STATUS_UNKNOWN_METHOD, AMQP_STATUS_UNKNOWN_CLASS,
            AMQP_STATUS_INVALID_PARAMETER:
            self.init(code: .protocolViolation, text: text, hint: "look at the broker's log")
        default:
            self.init(code: .unreachable, text: text, hint: "is the broker up and the port right?")
        }
    }

    static let closedConnection = BrokerError(
        code: .closed, text: "the connection is closed", hint: "open another one")
}
