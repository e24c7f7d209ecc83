import StageKit
import Synchronization

/// RabbitMQ through the port. One connection consumes and one publishes: a broker in want of memory
/// stops publishing connections, and acknowledgements must go on. Each is opened when first needed,
/// kept by a thread of its own, and rebuilt when it is lost.
public final class AMQPBroker: BrokerPort {
    private struct Connections {
        var consuming: Connection?
        var publishing: Connection?
        var isClosed = false
    }

    /// Where it is, in the order in which the nodes of a cluster are tried; descriptions show no
    /// password.
    public let urls: [BrokerURL]
    private let name: String
    private let tls: TLSOptions
    private let options: BrokerOptions
    private let declarations: [Declaration]
    private let connections = Mutex(Connections())

    /// Reads the URL; nothing is connected yet.
    /// - Parameters:
    ///   - url: `amqp://user:password@host:port/vhost`, percent-encoded; `amqps` for TLS; for a
    ///     cluster several, comma-separated
    ///   - name: who we are, in the broker's list of connections
    ///   - declarations: made after every connect, before anything else
    /// - Throws: `BrokerError`, code `protocol`, for a malformed URL
    public init(
        url: String, name: String, tls: TLSOptions? = nil,
        options: BrokerOptions = BrokerOptions(), declarations: [Declaration] = []
    ) throws {
        urls = try BrokerURL.list(url)
        self.name = name
        self.tls = tls ?? TLSOptions()
        self.options = options
        self.declarations = declarations
    }

    /// Connects for publishing, trying for the start-up grace where the broker cannot be reached.
    /// Needs not be called: whatever is asked first connects.
    /// - Throws: `BrokerError`: `authentication`, `tls`, `access-refused` at once; `unreachable` or
    ///   `timeout` after the grace
    public func connect() async throws { _ = try await connection(\.publishing, "publish") }

    public func consumer(queue: String, prefetch: Int) async throws -> any Consumer {
        let connection = try await connection(\.consuming, "consume")
        let state = ConsumerState(queue: queue, prefetch: max(1, prefetch))
        let consumer = AMQPConsumer(connection, state)
        try connection.line.send(.consume(state))
        try await state.opened.value()
        return consumer
    }

    public func publisher() async throws -> any Publisher {
        let connection = try await connection(\.publishing, "publish")
        let id = connection.line.newPublisher()
        let publisher = AMQPPublisher(connection, id)
        let opened = Completion<Void>()
        try connection.line.send(.openPublisher(id, opened))
        try await opened.value()
        return publisher
    }

    public func state() async -> BrokerState {
        let (conditions, isClosed) = connections.withLock { connections in
            let open = [connections.consuming, connections.publishing].compactMap { $0 }
            return (open.map(\.line.condition), connections.isClosed)
        }
        if isClosed { return .closed }
        if conditions.isEmpty { return .recovering("not connected yet") }
        return conditions.first { if case .recovering = $0 { true } else { false } }
            ?? conditions.first { if case .blocked = $0 { true } else { false } }
            ?? conditions.first { $0 == .closed } ?? .connected
    }

    public func close() async {
        let open = connections.withLock { connections in
            connections.isClosed = true
            defer {
                connections.consuming = nil
                connections.publishing = nil
            }
            return [connections.consuming, connections.publishing].compactMap { $0 }
        }
        for connection in open { await connection.close() }
    }

    // MARK: Beyond the port

    /// Declares exchanges, queues and bindings now.
    /// - Throws: `BrokerError`: `precondition-failed` where something exists with other arguments
    public func declare(_ declarations: [Declaration]) async throws {
        try await ask { try $0.declare(declarations) }
    }

    /// How many messages wait in a queue, exactly and now.
    /// - Throws: `BrokerError`: `missing-queue`
    public func depth(of queue: String) async throws -> QueueDepth {
        try await ask { try $0.inspect(queue: queue) }
    }

    private func ask<Answer: Sendable>(
        _ question: @escaping @Sendable (Session) throws -> Answer
    ) async throws -> Answer {
        let connection = try await connection(\.publishing, "publish")
        let answer = Completion<Answer>()
        try connection.line.send(
            .ask(
                { answer.finish(.success(try question($0))) },
                { answer.finish(.failure($0)) }))
        return try await answer.value()
    }

    private func connection(
        _ which: WritableKeyPath<Connections, Connection?>, _ purpose: String
    ) async throws -> Connection {
        let connection = try connections.withLock { connections in
            if connections.isClosed { throw BrokerError.closedConnection }
            if let open = connections[keyPath: which] { return open }
            let endpoint = Endpoint(
                urls: urls, name: "\(name) \(purpose)", tls: tls, options: options,
                declarations: declarations)
            let new = try Connection(endpoint)
            connections[keyPath: which] = new
            return new
        }
        do {
            try await connection.line.connected()
        } catch let error as BrokerError {
            // A first connection that failed is not kept: the next call tries anew.
            connections.withLock { connections in
                if connections[keyPath: which] === connection { connections[keyPath: which] = nil }
            }
            throw error
        }
        return connection
    }
}
