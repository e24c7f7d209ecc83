import GRDB
import Model

extension Step {
    /// Tells the channel of a request, where it wants to hear, what this event means for it.
    mutating func tell(of type: String, about subject: String?, _ data: JSON) throws {
        guard let outcome = FeedbackOutcome(of: type),
            let request = data["requestId"]?.string ?? subject
        else { return }
        try tell(outcome, of: request) { told in
            if let missing = data["missing"] { told.missing = try missing.decode() }
            told.kind = data["kind"]?.string.flatMap(CaseKind.init)
            told.into = (data["into"] ?? data["to"])?.string
        }
    }

    /// Tells the channel of a request, where it wants to hear.
    mutating func tell(
        _ outcome: FeedbackOutcome, of request: String,
        _ complete: (inout FeedbackGiven) throws -> Void = { _ in }
    ) throws {
        guard let name = try store.inputName(of: request), let channel = name.channel else {
            return
        }
        var told = FeedbackGiven(
            channel: channel, inputSource: name.source, inputId: name.id, outcome: outcome,
            requestId: request)
        try complete(&told)
        try say(told)
        if outcome.isLast { try store.forgetInputName(of: request) }
    }
}

extension FeedbackOutcome {
    /// What an event of the matcher means for the input that it is about; `nil`: nothing that its
    /// channel hears of.
    fileprivate init?(of type: String) {
        switch type {
        case QuestionAsked.type: self = .asked
        case CaseOpened.type: self = .case
        case RequestAssigned.type: self = .assigned
        case RequestUnfilled.type: self = .unfilled
        case RequestCancelled.type: self = .cancelled
        case RequestJoined.type: self = .joined
        case RequestLinked.type: self = .linked
        case JobReported.done: self = .done
        case JobReported.missed: self = .missed
        default: return nil
        }
    }
}

extension MatcherStore {
    /// What the channel of a request calls it; `nil` where it does not want to hear, or has heard
    /// the last of it.
    func inputName(of request: String) throws -> InputName? {
        let row = try Row.fetchOne(
            database.cachedStatement(sql: "SELECT source, id FROM input_name WHERE request = ?"),
            arguments: [request])
        return row.map { InputName(source: $0[0], id: $0[1]) }
    }

    func remember(_ name: InputName, of request: String) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO input_name(request, source, id) VALUES (?, ?, ?)
                ON CONFLICT DO NOTHING
                """
        ).execute(arguments: [request, name.source, name.id])
    }

    func forgetInputName(of request: String) throws {
        try database.cachedStatement(sql: "DELETE FROM input_name WHERE request = ?")
            .execute(arguments: [request])
    }
}
