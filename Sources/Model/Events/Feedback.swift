// What a channel hears of its inputs, on `maalem.feedback`.

/// The name that a channel gave an input: the CloudEvents attributes `source` and `id`. A gateway
/// may make a telephone number part of an id, so between stages it travels among what is personal
/// (law 9).
public struct InputName: Codable, Hashable, Sendable {
    public var source: String
    public var id: String

    public init(source: String, id: String) {
        self.source = source
        self.id = id
    }

    /// The channel that a source names: `web` for `channel/web` and for `channel/web/portal`.
    public static func channel(ofSource source: String) -> InputChannel? {
        let words = source.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count >= 2, words[0] == "channel" else { return nil }
        return InputChannel(rawValue: String(words[1]))
    }

    public var channel: InputChannel? { Self.channel(ofSource: source) }
}

/// What became of an input.
public enum FeedbackOutcome: String, Codable, CodingKeyRepresentable, Hashable, Sendable,
    CaseIterable
{
    /// Intake took it; a request has its requestId.
    case accepted
    /// Intake refused it, with a code.
    case rejected
    /// The family is asked for what is missing.
    case asked
    /// A person of the Chamber sees to it.
    case `case`
    /// That person is done.
    case closed
    case assigned, unfilled, cancelled
    /// It was the answer to a question about another request.
    case joined
    /// The same request is in hand already.
    case linked
    /// The job was done; nobody came.
    case done, missed
    case notARequest = "not-a-request"

    /// After these nothing more is told of the input.
    public var isLast: Bool {
        switch self {
        case .rejected, .cancelled, .joined, .linked, .done, .missed, .notARequest: true
        case .accepted, .asked, .case, .closed, .assigned, .unfilled: false
        }
    }
}

/// `feedback.given`: one thing that became of one input, for the channel that sent it. It names the
/// input as the channel did and nobody else.
public struct FeedbackGiven: EventPayload {
    public static let type = "feedback.given"
    public var subject: String? { requestId }

    public var channel: InputChannel
    public var inputSource: String
    /// `nil`: the input had none that could be read.
    public var inputId: String?
    public var outcome: FeedbackOutcome
    public var requestId: String?
    /// Why it was refused, which member, in words; and the hash of the body that was refused.
    public var code: RejectionCode?
    public var field: String?
    public var detail: String?
    public var bodySHA256: String?
    /// What the family is asked for.
    public var missing: [MissingFact]?
    /// The kind of the case.
    public var kind: CaseKind?
    /// The request that goes on instead.
    public var into: String?

    public init(
        channel: InputChannel, inputSource: String, inputId: String?, outcome: FeedbackOutcome,
        requestId: String? = nil
    ) {
        self.channel = channel
        self.inputSource = inputSource
        self.inputId = inputId
        self.outcome = outcome
        self.requestId = requestId
    }
}
