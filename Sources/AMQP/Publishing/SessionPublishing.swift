import CRabbitMQ
import StageKit

extension Session {
    /// Writes a message: persistent, mandatory. Lends its bytes; nothing is copied here.
    func publish(_ message: Message, channel: UInt16) throws {
        var properties = amqp_basic_properties_t()
        properties._flags =
            amqp_flags_t(AMQP_BASIC_CONTENT_TYPE_FLAG) | amqp_flags_t(AMQP_BASIC_DELIVERY_MODE_FLAG)
        properties.delivery_mode = 2
        if message.messageID != nil {
            properties._flags |= amqp_flags_t(AMQP_BASIC_MESSAGE_ID_FLAG)
        }
        let status = withBytes(message.contentType) { contentType in
            withBytes(message.messageID ?? "") { messageID in
                withTable(message.headers.mapValues { .text($0) }) { headers in
                    properties.content_type = contentType
                    properties.message_id = messageID
                    if headers.num_entries > 0 {
                        properties.headers = headers
                        properties._flags |= amqp_flags_t(AMQP_BASIC_HEADERS_FLAG)
                    }
                    return send(message, &properties, channel)
                }
            }
        }
        try check(status: status, "publishing")
    }

    private func send(
        _ message: Message, _ properties: inout amqp_basic_properties_t, _ channel: UInt16
    ) -> Int32 {
        withBytes(message.exchange) { exchange in
            withBytes(message.routingKey) { routingKey in
                message.body.withUnsafeBytes { body in
                    amqp_basic_publish(
                        connection, channel, exchange, routingKey, 1, 0, &properties,
                        amqp_bytes_t(
                            len: body.count,
                            bytes: UnsafeMutableRawPointer(mutating: body.baseAddress)))
                }
            }
        }
    }
}
