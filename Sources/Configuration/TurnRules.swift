import Model

/// How the Chamber lets work go round (`turns.yaml`); every offer names the version.
public struct TurnRules: Codable, Hashable, Sendable {
    public var version: String
    /// How long an artisan has to answer, in seconds, from the sending of the offer.
    public var respondWithinSeconds: [Urgency: Int]
    /// How long an offer may wait to be sent before it is worth nothing, in seconds.
    public var sendWithinSeconds: [Urgency: Int]
    /// How many artisans are asked in turn before the request is unfilled.
    public var offersPerRequest: Int
    /// How many of them may come from neighbouring quartiers; those of the quartier come first.
    public var neighbourOffers: Int
    /// How many assigned jobs an artisan may have in hand where the record names no capacity.
    public var capacity: Int
    /// How long a family has to answer the one question, in seconds.
    public var answerWithinSeconds: Int
    /// How long an event about an unknown subject waits for it, in seconds.
    public var parkSeconds: Int
    /// Until when somebody should have dealt with a case, in seconds, by kind.
    public var caseDeadlineSeconds: [CaseKind: Int]
    /// Confidence of the first trade below which the family is asked, 0…1.
    public var askBelowConfidence: Double

    public init(
        version: String, respondWithinSeconds: [Urgency: Int], sendWithinSeconds: [Urgency: Int],
        offersPerRequest: Int, neighbourOffers: Int, capacity: Int, answerWithinSeconds: Int,
        parkSeconds: Int, caseDeadlineSeconds: [CaseKind: Int], askBelowConfidence: Double
    ) {
        self.version = version
        self.respondWithinSeconds = respondWithinSeconds
        self.sendWithinSeconds = sendWithinSeconds
        self.offersPerRequest = offersPerRequest
        self.neighbourOffers = neighbourOffers
        self.capacity = capacity
        self.answerWithinSeconds = answerWithinSeconds
        self.parkSeconds = parkSeconds
        self.caseDeadlineSeconds = caseDeadlineSeconds
        self.askBelowConfidence = askBelowConfidence
    }
}
