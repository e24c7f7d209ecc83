// What the notifier says: `notification.sent`, `.failed`, `.delivered`, `.uncertain`, `.skipped`.

/// What became of one message to one person.
public struct NotificationReport: Codable, Hashable, Sendable {
    public static let sent = "notification.sent"
    public static let failed = "notification.failed"
    public static let delivered = "notification.delivered"
    public static let uncertain = "notification.uncertain"
    public static let skipped = "notification.skipped"

    /// `n` and 16 hex digits, derived from the event that asked for it and its purpose.
    public var notificationId: String
    public var purpose: NotificationPurpose
    public var person: PersonID
    /// The way it went: `outbox`, `sms`, …
    public var via: String
    public var requestId: String?
    public var offerId: String?
    public var registerNumber: RegisterNumber?
    /// For `failed`, `uncertain`, `skipped`: `landline`, `expired`, `no-contact`, or the gateway's
    /// word.
    public var reason: String?

    public init(
        notificationId: String, purpose: NotificationPurpose, person: PersonID, via: String,
        requestId: String? = nil, offerId: String? = nil, registerNumber: RegisterNumber? = nil,
        reason: String? = nil
    ) {
        self.notificationId = notificationId
        self.purpose = purpose
        self.person = person
        self.via = via
        self.requestId = requestId
        self.offerId = offerId
        self.registerNumber = registerNumber
        self.reason = reason
    }
}
