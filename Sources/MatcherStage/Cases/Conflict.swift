import Model

/// An event that came again under its id with another content: the first stands, and a person
/// looks. The matcher sees those of its own queue; of all others the ledger tells.
struct Conflict {
    let event: EventID
    let type: String
    /// The first digits of the digest of the later content.
    let content: String

    init(_ event: Event) {
        self.event = event.id
        type = event.type
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
        content = String(told.contentDigest.prefix(16))
    }

    var name: String { "conflict:\(event.hex):\(content)" }
    var mark: String { "conflict:\(content)#" }

    /// One case, whoever notices first.
    var caseID: String {
        EventID(cause: event, type: CaseOpened.type, discriminator: "\(mark)0").subject("c")
    }
}

extension MatcherStage {
    static var conflictRecorded: String { "conflict.recorded" }

    func open(_ conflict: Conflict, _ step: inout Step) throws {
        try openCase(
            .conflict, named: conflict.caseID, about: conflict.event.hex,
            detail: "\(conflict.type) came again under the same id with another content", &step)
    }

    /// `conflict.recorded`: what the ledger noticed and the matcher may not have seen.
    func conflictElsewhere(_ event: Event, _ step: inout Step) throws {
        let conflict = try Conflict(toldBy: event)
        guard try step.store.caseFile(conflict.caseID) == nil else { return }
        try open(conflict, &step)
    }
}
