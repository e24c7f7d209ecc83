import Model

// The port: what a runner needs of a broker. `AMQP` implements it with RabbitMQ, `MemoryBroker` in
// memory; one conformance suite holds both to the same behaviour.

/// A connection to a broker that recovers by itself.
public protocol BrokerPort: Sendable {
    /// Starts consuming. Messages are durable and acknowledged by hand.
    /// - Parameter prefetch: the most deliveries that may wait for their acknowledgement
    /// - Throws: `BrokerError`
    func consumer(queue: String, prefetch: Int) async throws -> any Consumer
    /// - Throws: `BrokerError`
    func publisher() async throws -> any Publisher
    /// What an operator should know of the connections right now.
    func state() async -> BrokerState
    /// Closes what is open; unacknowledged deliveries go back to their queues.
    func close() async
}

/// What an operator should know of a broker's connections.
public enum BrokerState: Hashable, Sendable {
    case connected
    /// The broker has no memory or disk left and takes no messages; its reason.
    case blocked(String)
    /// Being rebuilt; the last error.
    case recovering(String)
    case closed
}

/// One consumer of one queue. Survives the loss of its connection: `next` returns empty once, and
/// the following call consumes again; the same deliveries come again, flagged `redelivered`, under
/// new tags. Until that call nothing is fetched: a task that is busy, or waits for something to be
/// mended, holds nothing that could come back once more.
public protocol Consumer: Sendable {
    /// Whether its connection was lost since it was opened. Each loss counts against the delivery
    /// limit of what was fetched: who wants to be careful opens another one with less prefetch.
    var wasLost: Bool { get }
    /// Takes what is there, at most `limit`, without lingering; waits while nothing is.
    /// - Parameter deadline: give up waiting then; `nil`: wait on
    /// - Returns: empty at the deadline, after `wake` or a lost connection; `nil` once cancelled
    ///   and drained
    /// - Throws: `BrokerError` where the queue can never be consumed (gone, refused)
    func next(upTo limit: Int, until deadline: ContinuousClock.Instant?) async throws -> [Delivery]?
    /// Ends a waiting `next` early, or the following one: there is something else to do.
    func wake()
    /// Acknowledges this delivery and all earlier ones of this consumer not yet settled.
    func acknowledge(through tag: Delivery.Tag) async throws
    /// Acknowledges one delivery alone.
    func acknowledge(_ tag: Delivery.Tag) async throws
    /// Gives a delivery back: to the queue, or to the queue's dead letters.
    func reject(_ tag: Delivery.Tag, requeue: Bool) async throws
    /// Stops new deliveries; those already fetched and not yet returned go back to the queue.
    func cancel() async
}

/// Publishes with confirms. Every message is persistent and `mandatory`.
public protocol Publisher: Sendable {
    /// Publishes in order and returns when the fate of every message is known; unconfirmed ones of
    /// a lost connection are sent again by themselves.
    /// - Returns: one outcome a message, in order
    /// - Throws: `BrokerError.closed`, or `CancellationError`
    func publish(_ messages: [Message]) async throws -> [PublishOutcome]
}

/// What became of a published message.
public enum PublishOutcome: Hashable, Sendable {
    case confirmed
    /// No queue took it: the broker's code and text.
    case returned(code: Int, text: String)
    /// The broker refused it (a full queue); it may be published again.
    case refused
}

/// What went wrong at the broker, fit for a log: never a password.
public struct BrokerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The kind of trouble, for programs.
    public enum Code: String, Hashable, Sendable {
        case unreachable, authentication, tls, missingQueue = "missing-queue"
        case missingExchange = "missing-exchange", accessRefused = "access-refused"
        case preconditionFailed = "precondition-failed", protocolViolation = "protocol"
        case messageTooLarge = "message-too-large", closed, timeout
    }

    public let code: Code
    public let text: String
    /// What to look at or do next.
    public let hint: String

    public init(code: Code, text: String, hint: String) {
        self.code = code
        self.text = text
        self.hint = hint
    }

    public var description: String { "\(code.rawValue): \(text) (\(hint))" }
}
