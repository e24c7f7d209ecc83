/// What one type of event holds: the same data checks inputs and prints `maalem schema TYPE`.
public struct EventSchema: Hashable, Sendable {
    /// Where an event of the type travels.
    public enum Exchange: String, Hashable, Sendable, CaseIterable {
        case requests = "maalem.in"
        case commands = "maalem.commands"
        case dispatch = "maalem.dispatch"
        case dead = "maalem.dead"
        /// To the channels.
        case feedback = "maalem.feedback"
        /// The ledger's own entries: they are written, not said.
        case ledger

        /// True where events come from outside.
        public var isInput: Bool { self == .requests || self == .commands }
    }

    /// The short type.
    public let type: String
    public let exchange: Exchange
    public let summary: String
    public let fields: [Field]

    init(_ type: String, _ exchange: Exchange, _ summary: String, _ fields: [Field]) {
        self.type = type
        self.exchange = exchange
        self.summary = summary
        self.fields = fields
    }

    /// Everything that may come in, in the order of contract §1.
    public static let inputs = requestInputs + commandInputs

    /// Everything that stages say, in the order of contract §2, and the ledger's entries.
    public static let events =
        intakeEvents + passedOnEvents + classifierEvents + matcherEvents + notifierEvents
        + ledgerEntries + [feedbackGiven]

    private static let inputsByType = Dictionary(
        inputs.map { ($0.type, $0) }, uniquingKeysWith: { first, _ in first })

    /// The schema of an input; `nil` for a type that nobody may send.
    public static func input(_ type: String) -> EventSchema? { inputsByType[type] }

    /// The schemas of a type: an input and the event under which it is passed on share one.
    public static func named(_ type: String) -> [EventSchema] {
        (inputs + events).filter { $0.type == type }
    }
}
