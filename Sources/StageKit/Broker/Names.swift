import Model

/// The exchanges of the pipeline that a runner writes to by itself (contract §2).
public enum Exchanges {
    /// Events between stages.
    public static let dispatch = "maalem.dispatch"
    /// Raw inputs that were refused.
    public static let rejected = "maalem.rejected"
    /// Dead letters.
    public static let dead = "maalem.dead"
    /// What became of the inputs of a channel; the key is the channel's name.
    public static let feedback = "maalem.feedback"
    /// Messages that the ledger has a queue try again; see `Replay`.
    public static let replay = "maalem.replay"
}

extension Event {
    /// The message that carries this event: on `maalem.dispatch`, or to the channel that it is for.
    public var message: Message {
        guard type == FeedbackGiven.type, let channel = data["channel"]?.string else {
            return message(exchange: Exchanges.dispatch, routingKey: routingKey)
        }
        return message(exchange: Exchanges.feedback, routingKey: channel)
    }

    /// The message that carries this event.
    public func message(exchange: String, routingKey: String) -> Message {
        Message(
            exchange: exchange, routingKey: routingKey, body: body,
            contentType: Event.contentType, messageID: id.hex)
    }
}
