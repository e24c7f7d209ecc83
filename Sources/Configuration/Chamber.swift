import Model

/// Everything that `config/chambers/<code>-<name>/` says of one chamber.
public struct Chamber: Hashable, Sendable {
    public var code: ChamberCode
    public var name: String
    /// IANA name; opening hours and convention dates are local: `Africa/Algiers`.
    public var timeZone: String
    public var quartiers: [Quartier]
    public var landmarks: [Landmark]
    /// Names of several quartiers: a text that says no more names no place.
    public var ambiguousNames: [AmbiguousName]
    /// Names of quartiers that are everyday words too: places only beside a word such as `cité`.
    public var everydayWords: [String]
    public var turns: TurnRules
    public var channels: Channels

    public init(
        code: ChamberCode, name: String, timeZone: String, quartiers: [Quartier],
        landmarks: [Landmark], ambiguousNames: [AmbiguousName] = [], everydayWords: [String] = [],
        turns: TurnRules, channels: Channels
    ) {
        self.code = code
        self.name = name
        self.timeZone = timeZone
        self.quartiers = quartiers
        self.landmarks = landmarks
        self.ambiguousNames = ambiguousNames
        self.everydayWords = everydayWords
        self.turns = turns
        self.channels = channels
    }
}

/// By what ways messages come and go (`channels.yaml`).
public struct Channels: Codable, Hashable, Sendable {
    /// How messages leave: `outbox`, one file a message.
    public var outgoing: String
    /// Numbers that people ring once and hang up: what a missed call to each means.
    public var missedCalls: [MissedCallNumber]
    /// How many messages of one person are begun in one transaction at most.
    public var sendBatch: Int

    /// A number and what a missed call to it means.
    public struct MissedCallNumber: Codable, Hashable, Sendable {
        /// E.164.
        public var number: String
        public var means: ReplyWord

        public init(number: String, means: ReplyWord) {
            self.number = number
            self.means = means
        }
    }

    public init(outgoing: String, missedCalls: [MissedCallNumber], sendBatch: Int) {
        self.outgoing = outgoing
        self.missedCalls = missedCalls
        self.sendBatch = sendBatch
    }
}
