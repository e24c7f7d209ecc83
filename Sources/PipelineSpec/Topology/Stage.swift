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
    /// Channels: SMS, telephone desk, web form. One account for all of them.
    case channels
    /// Operators of the Chamber.
    case operators

    /// The account at the broker.
    public var user: String {
        switch self {
        case .stage(let stage): stage.user
        case .channels: "maalem-channel"
        case .operators: "maalem-operator"
        }
    }

    /// The word in a pipeline file.
    public var word: String {
        switch self {
        case .stage(let stage): stage.rawValue
        case .channels: "channels"
        case .operators: "operators"
        }
    }

    /// Every account there is, stages first.
    public static let all: [Party] = Stage.allCases.map(Party.stage) + [.channels, .operators]

    public static func < (left: Party, right: Party) -> Bool {
        (all.firstIndex(of: left) ?? 0) < (all.firstIndex(of: right) ?? 0)
    }
}
