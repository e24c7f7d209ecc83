import Model

/// A message on its way to one person.
public struct Outgoing: Hashable, Sendable {
    /// `n` and 16 hexadecimal digits; the same for each attempt.
    public let notificationID: String
    /// E.164.
    public let to: String
    public let language: Language
    public let purpose: NotificationPurpose
    public let text: String
    public let requestID: String?
    public let offerID: String?
    /// When this attempt was begun.
    public let at: Instant
    /// Counts from 1.
    public let attempt: Int

    public init(
        notificationID: String, to: String, language: Language, purpose: NotificationPurpose,
        text: String, requestID: String?, offerID: String?, at: Instant, attempt: Int
    ) {
        self.notificationID = notificationID
        self.to = to
        self.language = language
        self.purpose = purpose
        self.text = text
        self.requestID = requestID
        self.offerID = offerID
        self.at = at
        self.attempt = attempt
    }
}

/// What became of an attempt. Reasons carry no personal data: they stand in events.
public enum SendResult: Hashable, Sendable {
    case sent
    case failed(reason: String, isRetryable: Bool)
    /// It may have been sent or not: the connection broke after the message left.
    case uncertain(reason: String)
}

/// A way by which messages leave: a gateway.
public protocol Sender: Sendable {
    /// `outbox`, `sms`, …: the `via` of every report.
    var name: String { get }
    /// Whether the same notification sent twice reaches the person once. Only then is an attempt
    /// with an unknown end repeated by itself.
    var isIdempotent: Bool { get }
    func send(_ message: Outgoing) async -> SendResult
    /// Removes what is left of these messages on this machine: the person was erased.
    func forget(_ notificationIDs: [String]) async
}

extension Sender {
    public func forget(_ notificationIDs: [String]) async {}
}
