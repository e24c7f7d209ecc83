import Model

/// An event that came again under its id with another content: the first stands, and a person
/// looks. The matcher sees those of its own queue; of all others the ledger tells.
struct Conflict {
    let event: EventID
    let type: String
    /// The request that it disputes, where it is one: what was accepted and what was made of it are
    /// then in dispute together.
    private let request: String?
    /// The first digits of the digest of the later content.
    let content: String

    init(_ event: Event) {
        self.event = event.id
        type = event.type
        request = Self.request(type, event.subject)
        content = String(event.contentDigest.prefix(16))
    }

    /// As the ledger tells of it. - Throws: `DecodingError`
    init(toldBy event: Event) throws {
        struct Told: Decodable {
            let type: String
            let contentDigest: String
        }
        let told: Told = try event.payload()
        self.event = event.causeID
        type = told.type
        request = Self.request(type, event.subject)
        content = String(told.contentDigest.prefix(16))
    }

    var name: String { "conflict:\(event.hex):\(content)" }
    var mark: String { "conflict:\(content)#" }

    private static func request(_ type: String, _ subject: String?) -> String? {
        [RequestAccepted.type, RequestClassified.type].contains(type) ? subject : nil
    }

    /// Under which its case may stand: one case, whoever notices first.
    private var caseIDs: [String] {
        let own = EventID(cause: event, type: CaseOpened.type, discriminator: "\(mark)0")
        let shared = request.map { EventID(netstrings: [CaseOpened.type, "conflict", $0]) }
        return [shared, own].compactMap { $0?.subject("c") }
    }

    /// The id of a case to be opened; `nil`: one is open, or this very conflict had one.
    func newCase(_ store: MatcherStore) throws -> String? {
        for id in caseIDs {
            guard let file = try store.caseFile(id) else { return id }
            if file.closedAt == nil { return nil }
        }
        return nil
    }
}

extension MatcherStage {
    static var conflictRecorded: String { "conflict.recorded" }

    func open(_ conflict: Conflict, as id: String, _ step: inout Step) throws {
        try openCase(
            .conflict, named: id, about: conflict.event.hex,
            detail: "\(conflict.type) came again under the same id with another content", &step)
    }

    /// `conflict.recorded`: what the ledger noticed and the matcher may not have seen.
    func conflictElsewhere(_ event: Event, _ step: inout Step) throws {
        let conflict = try Conflict(toldBy: event)
        guard let id = try conflict.newCase(step.store) else { return }
        try open(conflict, as: id, &step)
    }
}
