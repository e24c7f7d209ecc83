/// The five stages. A stage is code, so the files can only name one of these.
public enum Stage: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable,
    Comparable
{
    case intake, classifier, matcher, notifier, ledger

    /// The account it has at the broker.
    public var user: String { "maalem-\(rawValue)" }

    public static func < (left: Stage, right: Stage) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// Whoever may publish to an exchange or read from a queue.
public enum Party: Hashable, Sendable, Comparable {
    case stage(Stage)
    /// Channels: SMS, telephone desk, web form. One account for those without feedback.
    case channels
    /// One channel, which may write what all of them may and read its own feedback.
    case channel(ChannelName)
    /// Operators of the Chamber.
    case operators

    /// The account at the broker.
    public var user: String {
        switch self {
        case .stage(let stage): stage.user
        case .channels: "maalem-channel"
        case .channel(let name): "maalem-channel-\(name.rawValue)"
        case .operators: "maalem-operator"
        }
    }

    /// The word in a pipeline file.
    public var word: String {
        switch self {
        case .stage(let stage): stage.rawValue
        case .channels: "channels"
        case .channel(let name): name.rawValue
        case .operators: "operators"
        }
    }

    /// Every party that pipeline files may name, stages first; single channels have no word there.
    public static let all: [Party] = Stage.allCases.map(Party.stage) + [.channels, .operators]

    /// As whom it writes: a single channel as all channels.
    var writer: Party {
        if case .channel = self { .channels } else { self }
    }

    public static func < (left: Party, right: Party) -> Bool {
        let (first, second) = (all.firstIndex(of: left.writer), all.firstIndex(of: right.writer))
        return (first ?? 0, left.word) < (second ?? 0, right.word)
    }
}
