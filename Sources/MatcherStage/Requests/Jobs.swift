import Model

extension MatcherStage {
    /// After how long a job of which nobody reports no longer counts against its artisan's
    /// capacity, in seconds. Without this, silence would take people off the list for good.
    static func jobSeconds(_ urgency: Urgency) -> Int {
        switch urgency {
        case .emergency: 12 * 3600
        case .today: 24 * 3600
        case .week: 3 * 24 * 3600
        case .flexible: 7 * 24 * 3600
        }
    }

    /// Gives a request to an artisan.
    mutating func give(
        _ request: inout RequestInHand, to artisan: Artisan, _ trade: TradeID,
        _ quartier: QuartierID, offer: Offer?, _ step: inout Step
    ) throws {
        request.state = .assigned
        request.assignedTo = artisan.number
        request.offer = offer?.id
        request.inHand = true
        request.triage = nil
        try step.store.save(request)
        roster.change(artisan.number) { $0.inHand += 1 }
        try step.store.set(
            .jobEnd, request.id,
            at: step.now.advanced(seconds: Self.jobSeconds(request.urgency)), cause: step.cause)
        try step.say(
            RequestAssigned(
                requestId: request.id, offerId: offer?.id, registerNumber: artisan.number,
                artisan: artisan.profile.person, person: request.person, channel: request.channel,
                language: request.language, artisanLanguage: artisan.profile.language,
                trade: trade, quartier: quartier, urgency: request.urgency,
                by: offer == nil ? .operator : .turn))
    }

    /// The job no longer counts against its artisan's capacity. The caller saves the request.
    mutating func free(_ request: inout RequestInHand, _ step: inout Step) throws {
        guard request.inHand, let number = request.assignedTo else { return }
        request.inHand = false
        roster.change(number) { $0.inHand -= 1 }
        try step.store.cancel(.jobEnd, request.id)
    }

    /// `job.report`: `done` and `missed` end the job, every other word only marks it.
    mutating func jobReport(
        _ request: inout RequestInHand, _ command: RequestCommand, _ step: inout Step
    ) throws {
        let type = CommandType.jobReport
        guard request.state == .assigned, let number = request.assignedTo else {
            return try refuse(type, command, state: request.state, &step)
        }
        if let named = command.registerNumber, named != number {
            return try step.refuse(
                type, about: request.id, .wrongArtisan, "the job is \(number)'s",
                by: command.operator)
        }
        guard let outcome = command.outcome else {
            return try step.refuse(
                type, about: request.id, .missingMember, "outcome says what became of the job",
                by: command.operator)
        }
        let said: String
        switch outcome {
        case "done":
            said = JobReported.done
            request.state = .done
        case "missed":
            said = JobReported.missed
            request.state = .missed
        default: said = JobReported.marked
        }
        if request.state != .assigned { try free(&request, &step) }
        try step.store.save(request)
        try step.say(
            said, about: request.id,
            JobReported(
                requestId: request.id, registerNumber: number, outcome: outcome,
                operator: command.operator, reason: command.reason))
        if request.state != .assigned { try wake(number, &step) }
    }

    /// Nobody reported of a job for long enough.
    mutating func jobEnds(_ id: String, _ step: inout Step) throws {
        guard var request = try step.store.request(id), request.inHand else { return }
        try free(&request, &step)
        try step.store.save(request)
        try step.store.forgetInputName(of: id)
        if let number = request.assignedTo { try wake(number, &step) }
    }
}
