import Model

extension MatcherStage {
    /// Asks the family once for what is missing. Where nothing can be written to, a person calls.
    mutating func ask(
        _ request: inout RequestInHand, for missing: [MissingFact], _ triage: Triage,
        _ step: inout Step
    ) throws {
        guard !request.asked, request.line != .landline else {
            return try stick(&request, &step)
        }
        let event = step.nextID(QuestionAsked.type)
        let expires = step.now.advanced(seconds: rules.answerWithinSeconds)
        request.state = .asking
        request.asked = true
        request.triage = triage
        request.question = event.subject("q")
        try step.store.save(request)
        try step.store.set(.question, request.id, at: expires, cause: step.cause)
        try step.say(
            QuestionAsked(
                questionId: event.subject("q"), requestId: request.id, person: request.person,
                channel: request.channel, language: request.language, missing: missing,
                trades: missing.contains(.trade) ? choice(triage) : nil,
                lastPlace: missing.contains(.quartier)
                    ? try lastPlace(of: request.person, step.store) : nil,
                expires: expires))
    }

    /// The two trades that may be meant, where both are likely enough to be worth naming.
    private func choice(_ triage: Triage) -> [TradeID]? {
        guard triage.decision == .unsure else { return nil }
        let likely = triage.trades.prefix(2).filter {
            $0.confidence >= Self.worthNaming && trades.contains($0.trade)
        }
        return likely.count == 2 ? likely.map(\.trade) : nil
    }

    /// Confidence from which a trade is offered as a choice.
    private static let worthNaming = 0.1

    /// Where a person's last job was, if it is one of the chamber's places still.
    private func lastPlace(of person: PersonID, _ store: MatcherStore) throws -> QuartierID? {
        try store.lastPlace(of: person).flatMap { neighbours[$0] == nil ? nil : $0 }
    }

    /// A family's yes to the place of its last job. False where no such question is open.
    mutating func confirmPlace(_ reply: ReplyParsed, _ step: inout Step) throws -> Bool {
        guard reply.reply == .yes, reply.code == nil,
            var request = try step.store.askingRequest(of: reply.person),
            request.quartier == nil,
            let place = try lastPlace(of: reply.person, step.store)
        else { return false }
        request.quartier = place
        request.triage = nil
        try step.store.cancel(.question, request.id)
        try step.store.save(request)
        try proceed(&request, &step)
        return true
    }

    /// A person has to name what is missing. The trade comes first: without it a place is no use.
    mutating func stick(_ request: inout RequestInHand, _ step: inout Step) throws {
        request.state = .stuck
        request.triage = nil
        try step.store.save(request)
        try step.store.cancel(.question, request.id)
        let kind: CaseKind = request.trade == nil ? .unsureTriage : .missingPlace
        let isOpen = try step.store.openCases(of: request.id).contains { $0.kind == kind }
        if isOpen { return }
        let detail = request.trade == nil ? "the trade is not clear" : "the place is not known"
        try openCase(kind, of: request, detail: detail, &step)
    }

    /// The family did not answer in time. What an outage took is given back: the answer may lie
    /// in the queue.
    mutating func questionClock(_ clock: Clock, _ step: inout Step) throws {
        guard var request = try step.store.request(clock.subject), request.state == .asking else {
            return
        }
        let lost = lost(clock, runningFor: Int64(rules.answerWithinSeconds) * 1000)
        if lost > 0 {
            return try step.store.set(
                .question, request.id, at: step.now.advanced(milliseconds: lost),
                cause: clock.cause)
        }
        try stick(&request, &step)
    }
}
