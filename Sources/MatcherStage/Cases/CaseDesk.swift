import Model

extension MatcherStage {
    /// Opens a case about a request; a call sheet names the artisan to be called instead of the
    /// family.
    func openCase(
        _ kind: CaseKind, of request: RequestInHand, offer: Offer? = nil, detail: String,
        _ step: inout Step
    ) throws {
        try openCase(
            kind, about: offer?.id ?? request.id, request: request.id, offer: offer?.id,
            person: offer?.person ?? request.person, line: offer?.line ?? request.line,
            channel: offer == nil ? request.channel : nil,
            language: offer?.language ?? request.language,
            danger: kind == .danger ? request.danger : nil, detail: detail, &step)
    }

    func openCase(
        _ kind: CaseKind, named: String? = nil, about: String, request: String? = nil,
        offer: String? = nil, person: PersonID? = nil, line: PhoneLine? = nil,
        channel: InputChannel? = nil, language: Language? = nil, danger: DangerKind? = nil,
        detail: String, _ step: inout Step
    ) throws {
        let id = named ?? step.nextID(CaseOpened.type).subject("c")
        let deadline = step.now.advanced(seconds: rules.caseSeconds(kind))
        try step.store.insert(
            Case(
                id: id, kind: kind, about: about, request: request, offer: offer,
                openedAt: step.now.milliseconds, deadline: deadline.milliseconds))
        try step.say(
            CaseOpened(
                caseId: id, kind: kind, about: about, requestId: request, person: person,
                line: line, channel: channel, language: language, danger: danger,
                deadline: deadline, detail: detail))
    }

    /// `case.take`: an operator deals with it, or takes it from another.
    mutating func take(_ command: CaseCommand, _ step: inout Step) throws {
        guard var file = try openFile(command, CommandType.caseTake, &step) else { return }
        file.owner = command.operator
        try step.store.save(file)
        try step.say(
            CaseChanged.taken, about: file.id,
            CaseChanged(
                caseId: file.id, kind: file.kind, owner: command.operator,
                reason: command.reason))
    }

    /// `case.close`: what it held up goes on or ends. Where the outcome decides that, a word that
    /// decides nothing is refused: neither guess would be safe.
    mutating func close(_ command: CaseCommand, _ step: inout Step) throws {
        guard let file = try openFile(command, CommandType.caseClose, &step) else { return }
        let outcome = CaseOutcome(said: command.outcome)
        let words = file.kind.outcomes
        if !words.isEmpty {
            guard let outcome, words.contains(outcome) else {
                let choice = words.map(\.rawValue).joined(separator: ", ")
                return try step.refuse(
                    CommandType.caseClose, about: file.id, .unknownOutcome,
                    "a \(file.kind.rawValue) case is closed with one of: \(choice)",
                    by: command.operator)
            }
        }
        try close(
            file, by: command.operator, outcome: outcome?.rawValue ?? command.outcome,
            because: command.reason, &step)
        switch file.kind {
        case .danger, .missingPlace, .unsureTriage: try letGo(file, outcome, command, &step)
        case .callSheet: try called(file, outcome, &step)
        case .nobodyFound, .conflict, .complaint, .affiliation, .unknownSubject, .sending: break
        }
    }

    /// A released danger lets the offers begin. A danger that is not, and a case closed without
    /// having named what was missing, end the request.
    private mutating func letGo(
        _ file: Case, _ outcome: CaseOutcome?, _ command: CaseCommand, _ step: inout Step
    ) throws {
        guard let id = file.request, var request = try step.store.request(id) else { return }
        let held: RequestInHand.State = file.kind == .danger ? .held : .stuck
        guard request.state == held else { return }
        if file.kind == .danger && outcome == .release {
            try proceed(&request, &step)
        } else {
            try end(&request, by: command.operator, because: command.reason, &step)
        }
    }

    /// The operator telephoned.
    private mutating func called(
        _ file: Case, _ outcome: CaseOutcome?, _ step: inout Step
    ) throws {
        guard let id = file.offer, let offer = try step.store.offer(id), offer.outcome == .open
        else { return }
        switch outcome {
        case .yes: try accept(offer, &step)
        case .no: try pass(offer, as: .refused, &step)
        default: try undelivered(offer, &step)
        }
    }

    /// Closes the open cases of a request that a command has settled.
    mutating func closeCases(
        of request: String, by operator: String, outcome: String, _ step: inout Step
    ) throws {
        for file in try step.store.openCases(of: request) {
            try close(
                file, by: `operator`, outcome: outcome, because: "settled by a command", &step)
        }
    }

    /// Closes a case whose reason is gone.
    mutating func closeByItself(_ file: Case, outcome: String, _ step: inout Step) throws {
        try close(
            file, by: file.owner ?? "matcher", outcome: outcome, because: "its reason is gone",
            &step)
    }

    private func close(
        _ open: Case, by owner: String, outcome: String?, because reason: String,
        _ step: inout Step
    ) throws {
        var file = open
        file.owner = owner
        file.outcome = outcome
        file.closedAt = step.now.milliseconds
        try step.store.save(file)
        try step.say(
            CaseChanged.closed, about: file.id,
            CaseChanged(
                caseId: file.id, kind: file.kind, owner: owner, outcome: outcome, reason: reason))
        guard let request = file.request else { return }
        try step.tell(.closed, of: request) { $0.kind = file.kind }
    }

    private func openFile(
        _ command: CaseCommand, _ type: String, _ step: inout Step
    ) throws -> Case? {
        guard let file = try step.store.caseFile(command.caseId) else {
            try step.refuse(
                type, about: command.caseId, .unknownCase, "there is no case of this name",
                by: command.operator)
            return nil
        }
        guard file.closedAt == nil else {
            try step.refuse(
                type, about: command.caseId, .wrongState, "the case is closed",
                by: command.operator)
            return nil
        }
        return file
    }
}
