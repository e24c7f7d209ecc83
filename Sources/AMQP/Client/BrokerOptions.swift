/// PEM files for `amqps`. The broker's certificate and host name are always verified; TLS 1.2 is
/// the least.
public struct TLSOptions: Hashable, Sendable {
    /// Authorities that are believed.
    public var authorityFile: String
    /// Our own certificate and its key, where the broker wants one.
    public var certificateFile: String?
    public var keyFile: String?

    public init(
        authorityFile: String = "/etc/ssl/certs/ca-certificates.crt",
        certificateFile: String? = nil, keyFile: String? = nil
    ) {
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
    }
}

/// Numbers of the client that may be chosen; the defaults are meant for the stages.
public struct BrokerOptions: Hashable, Sendable {
    /// Seconds between heartbeats.
    public var heartbeatSeconds: Int
    /// How long the broker may take to answer a question, and to let us in.
    public var answerLimit: Duration
    /// How long the first connection is tried while the broker cannot be reached. Wrong
    /// credentials and certificates are told at once.
    public var startupGrace: Duration
    /// Messages sent and not yet confirmed, for each publisher.
    public var confirmWindow: Int
    /// The largest body in bytes; the broker has the same limit (contract §1: 1 MiB).
    public var largestBody: Int

    public init(
        heartbeatSeconds: Int = 10, answerLimit: Duration = .seconds(10),
        startupGrace: Duration = .seconds(30), confirmWindow: Int = 1000,
        largestBody: Int = 1 << 20
    ) {
        self.heartbeatSeconds = heartbeatSeconds
        self.answerLimit = answerLimit
        self.startupGrace = startupGrace
        self.confirmWindow = confirmWindow
        self.largestBody = largestBody
    }
}

/// What must exist at the broker. Declared after every connect, in order; declaring again does no
/// harm.
public enum Declaration: Hashable, Sendable {
    /// A durable exchange; `type` is `topic` in this pipeline.
    case exchange(name: String, type: String = "topic")
    /// A durable quorum queue with further arguments (`x-single-active-consumer`).
    case queue(name: String, arguments: [String: TableValue] = [:])
    case binding(queue: String, exchange: String, pattern: String)
}
