import CRabbitMQ
import StageKit

/// A message that arrives in frames: a delivery, or one of ours that came back unroutable.
struct Incoming {
    private(set) var tag: UInt64 = 0
    private var redelivered = false
    private(set) var exchange: String
    private(set) var routingKey: String
    /// Why it came back.
    private(set) var returned: (code: Int, text: String)?
    private var contentType: String?
    private(set) var messageID: String?
    private var userID: String?
    private var headers: [String: String] = [:]
    /// What a quorum queue counts.
    private var returns: Int?
    private var headerBytes = 0
    private(set) var body: [UInt8] = []
    private var missing = 0
    private(set) var hasHeader = false

    init(_ deliver: amqp_basic_deliver_t, _ known: inout KnownTexts) {
        tag = deliver.delivery_tag
        redelivered = deliver.redelivered != 0
        exchange = deliver.exchange.text(sharing: &known.exchange)
        routingKey = deliver.routing_key.text(sharing: &known.routingKey)
    }

    init(_ back: amqp_basic_return_t, _ known: inout KnownTexts) {
        exchange = back.exchange.text(sharing: &known.exchange)
        routingKey = back.routing_key.text(sharing: &known.routingKey)
        returned = (Int(back.reply_code), back.reply_text.text)
    }

    var isComplete: Bool { hasHeader && missing == 0 }

    mutating func header(_ frame: amqp_frame_t, _ known: inout KnownTexts) {
        let header = frame.payload.properties
        hasHeader = true
        headerBytes = header.raw.len
        // The size is the broker's word; memory is taken as the bytes come in.
        missing = Int(clamping: header.body_size)
        guard let decoded = header.decoded else { return }
        let properties = decoded.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee
        func has(_ flag: UInt32) -> Bool { properties._flags & flag != 0 }
        if has(UInt32(AMQP_BASIC_CONTENT_TYPE_FLAG)) {
            contentType = properties.content_type.text(sharing: &known.contentType)
        }
        if has(UInt32(AMQP_BASIC_MESSAGE_ID_FLAG)) { messageID = properties.message_id.text }
        if has(UInt32(AMQP_BASIC_USER_ID_FLAG)) { userID = properties.user_id.text }
        if has(UInt32(AMQP_BASIC_HEADERS_FLAG)) {
            headers = properties.headers.texts
            returns = properties.headers.integer("x-delivery-count")
        }
    }

    mutating func append(_ fragment: amqp_bytes_t) {
        if body.isEmpty {
            body = [UInt8](fragment.raw)
            if missing > fragment.len { body.reserveCapacity(min(missing, 1 << 21)) }
        } else {
            body.append(contentsOf: fragment.raw)
        }
        missing = max(0, missing - fragment.len)
    }

    func delivery(epoch: UInt64) -> Delivery {
        Delivery(
            tag: Delivery.Tag(epoch: epoch, number: tag), exchange: exchange,
            routingKey: routingKey, redelivered: redelivered, returns: redelivered ? returns : 0,
            body: body, contentType: contentType, messageID: messageID, headers: headers,
            headerBytes: headerBytes, userID: userID)
    }
}

/// Texts of the last message: the next one mostly has the same, and shares them.
struct KnownTexts {
    var exchange = ""
    var routingKey = ""
    var contentType = ""
}
