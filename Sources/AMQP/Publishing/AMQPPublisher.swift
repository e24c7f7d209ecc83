import StageKit

/// A publisher with confirms on RabbitMQ: a channel of its own.
final class AMQPPublisher: Publisher {
    private let connection: Connection
    private let id: Int

    init(_ connection: Connection, _ id: Int) {
        self.connection = connection
        self.id = id
    }

    deinit {
        // A connection that has ended has closed the channel already.
        try? connection.line.send(.closePublisher(id))
    }

    func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
        guard !messages.isEmpty else { return [] }
        try Task.checkCancellation()
        for message in messages { try check(message) }
        let batch = Batch(messages)
        try connection.line.send(.publish(id, batch))
        return try await batch.value()
    }

    /// What AMQP or the broker would answer by closing the channel is refused beforehand.
    private func check(_ message: Message) throws {
        let limit = connection.options.largestBody
        guard message.body.count <= limit else {
            throw BrokerError(
                code: .messageTooLarge,
                text: "a body of \(message.body.count) bytes, the limit is \(limit)",
                hint: "send less, or raise the limit here and max_message_size at the broker")
        }
        let names = [
            message.exchange, message.routingKey, message.contentType, message.messageID ?? "",
        ]
        guard names.allSatisfy({ $0.utf8.count <= 255 }),
            message.headers.keys.allSatisfy({ 1...255 ~= $0.utf8.count })
        else {
            throw BrokerError(
                code: .protocolViolation,
                text: "a name of more than 255 bytes, or an empty header key",
                hint: "AMQP's names are short strings")
        }
        let headers = message.headers.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 8 }
        guard headers <= Self.largestHeaders else {
            throw BrokerError(
                code: .messageTooLarge,
                text: "headers of \(headers) bytes, the limit is \(Self.largestHeaders)",
                hint: "what is large belongs in the body")
        }
    }

    /// Bytes; all properties must fit one frame of 16 KiB.
    private static let largestHeaders = 8192
}
