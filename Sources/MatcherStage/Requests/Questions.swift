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
                expires: expires))
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
