import Model

/// Who would be written to because of an event, for an operator who is about to have it tried
/// again. The stage itself decides anew when it comes: this is what it would decide now.
public struct Forecast: Hashable, Sendable {
    public let purpose: NotificationPurpose
    public let person: PersonID
    public let registerNumber: RegisterNumber?
    public let requestID: String?
    public let offerID: String?
    /// After this nothing is sent.
    public let deadline: Instant

    /// - Throws: `DecodingError` where the event does not have the form of its type
    public static func of(_ event: Event) throws -> [Forecast] {
        try Plan.plans(for: event, nil).map { plan in
            Forecast(
                purpose: plan.purpose, person: plan.person, registerNumber: plan.registerNumber,
                requestID: plan.requestID, offerID: plan.offerID,
                deadline: plan.expires
                    ?? event.time.advanced(seconds: Patience.seconds(plan.purpose)))
        }
    }
}
