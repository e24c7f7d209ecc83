/// How a case ended, where that decides what happens next. A case of another kind is closed with
/// any word, or none.
public enum CaseOutcome: String, Codable, Hashable, Sendable, CaseIterable {
    /// A danger is over, or was none: offers begin.
    case release
    /// Nobody is to be sent into a danger: the request ends.
    case cancel
    /// The artisan of a call sheet takes the job, or does not, or did not answer.
    case yes, no, unreached

    /// Reads what an operator wrote; `released` is `release`.
    public init?(said: String?) {
        switch said?.lowercased() {
        case "release", "released": self = .release
        case "cancel", "cancelled", "canceled": self = .cancel
        case "yes": self = .yes
        case "no": self = .no
        case "unreached": self = .unreached
        default: return nil
        }
    }
}

extension CaseKind {
    /// The words of which one must be said to close it; empty: any will do.
    public var outcomes: [CaseOutcome] {
        switch self {
        case .danger: [.release, .cancel]
        case .callSheet: [.yes, .no, .unreached]
        case .missingPlace, .unsureTriage, .nobodyFound, .conflict, .complaint, .affiliation,
            .unknownSubject, .sending:
            []
        }
    }
}
