import Model

extension MatcherStage {
    /// A request, read: the first time, or again with the answer to a question.
    mutating func classified(_ classified: RequestClassified, _ step: inout Step) throws {
        if classified.round > 1 { return try readAgain(classified, &step) }
        guard try step.store.request(classified.requestId) == nil else { return }
        if let name = classified.personal.input {
            try step.store.remember(name, of: classified.requestId)
        }
        let triage = classified.triage
        let reading = read(triage)
        var request = RequestInHand(classified, at: step.now, position: step.position)
        request.trade = reading.trade
        request.quartier = reading.quartier
        if let asked = try step.store.askingRequest(of: request.person),
            Reading.isAnswer(triage, reading, to: asked)
        {
            try join(&request, classified, into: asked, &step)
        } else if triage.danger != nil {
            request.state = .held
            try step.store.insert(request)
            try openDanger(request, &step)
        } else if triage.decision == .notARequest {
            request.state = .notARequest
            try step.store.insert(request)
            try noRequest(triage.intent, request, &step)
        } else if let trade = reading.trade, let quartier = reading.quartier {
            try begin(&request, trade, quartier, &step)
        } else {
            try step.store.insert(request)
            try ask(&request, for: reading.missing, triage, &step)
        }
        try release(.request(request.id), &step)
    }

    func read(_ triage: Triage) -> Reading {
        Reading(
            triage, askBelow: rules.askBelowConfidence, trades: { trades.contains($0) },
            quartiers: { neighbours[$0] != nil })
    }

    /// A complete request: a new one, or the same that is already in hand.
    private mutating func begin(
        _ request: inout RequestInHand, _ trade: TradeID, _ quartier: QuartierID,
        _ step: inout Step
    ) throws {
        let first = try step.store.liveRequest(
            of: request.person, trade: trade, quartier: quartier)
        if let first {
            request.state = .linked
            try step.store.insert(request)
            try step.say(
                RequestLinked(requestId: request.id, to: first.id, person: request.person))
        } else {
            try step.store.insert(request)
            try pursue(&request, &step)
        }
    }

    /// The answer to a question: its own request ends here, the first one is read again with it.
    /// A danger that the answer tells of is a case at once.
    private mutating func join(
        _ answer: inout RequestInHand, _ classified: RequestClassified,
        into asked: RequestInHand, _ step: inout Step
    ) throws {
        answer.state = .joined
        try step.store.insert(answer)
        try step.say(RequestJoined(requestId: answer.id, into: asked.id, person: answer.person))
        var first = asked
        try step.store.cancel(.question, first.id)
        guard let previous = asked.triage else {
            throw CorruptStore(table: "request", key: asked.id)
        }
        try step.say(
            TriageRequested(
                requestId: first.id, channel: first.channel, person: first.person,
                line: first.line, preferredTime: first.preferredTime,
                answerRequestId: answer.id, round: 2, previous: previous,
                personal: classified.personal))
        first.state = answer.danger == nil ? .rereading : .held
        first.danger = answer.danger
        first.triage = nil
        try step.store.save(first)
        if first.danger != nil { try openDanger(first, &step) }
    }

    /// The second reading: either it is complete now or a person takes over.
    private mutating func readAgain(
        _ classified: RequestClassified, _ step: inout Step
    ) throws {
        guard var request = try step.store.request(classified.requestId),
            request.state == .rereading || request.state == .held
        else { return }
        let triage = classified.triage
        let reading = read(triage)
        request.trade = reading.trade ?? request.trade
        request.quartier = reading.quartier ?? request.quartier
        request.urgency = triage.urgency
        let wasHeld = request.state == .held
        if let danger = triage.danger {
            request.danger = danger
            request.state = .held
        }
        try step.store.save(request)
        if request.state == .held {
            if !wasHeld { try openDanger(request, &step) }
        } else {
            try proceed(&request, &step)
        }
    }

    /// Goes on with what is known: offers where all is, else a case.
    mutating func proceed(_ request: inout RequestInHand, _ step: inout Step) throws {
        if request.trade != nil && request.quartier != nil {
            try pursue(&request, &step)
        } else {
            try stick(&request, &step)
        }
    }

    private mutating func noRequest(
        _ intent: Intent?, _ request: RequestInHand, _ step: inout Step
    ) throws {
        switch intent {
        case .complaint:
            try openCase(.complaint, of: request, detail: "a complaint", &step)
        case .jobSeeker:
            try openCase(.affiliation, of: request, detail: "somebody looks for work", &step)
        default: break
        }
        try step.tell(.notARequest, of: request.id)
    }

    private mutating func openDanger(_ request: RequestInHand, _ step: inout Step) throws {
        let danger = request.danger?.rawValue ?? "unknown"
        try openCase(
            .danger, of: request,
            detail: "danger: \(danger); nothing is offered before it is released", &step)
    }
}
