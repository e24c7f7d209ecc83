import Model

extension MatcherStage {
    /// Applies a delivered event, or a parked one that is let go. Types that concern the matcher
    /// in nothing pass.
    /// - Throws: `DecodingError` for a payload that is none; errors of the store.
    mutating func apply(_ event: Event, _ step: inout Step) throws {
        switch event.type {
        case RequestClassified.type: try classified(event.payload(), &step)
        case ReplyParsed.type: try reply(event.payload(), said: event.time, &step)
        case NotificationReport.sent, NotificationReport.failed, NotificationReport.uncertain,
            NotificationReport.skipped:
            try notified(event.type, event.payload(), &step)
        case CommandType.artisanRegistered, CommandType.artisanUpdated:
            try registered(event.payload(), &step)
        case CommandType.availabilityChanged: try availabilityChanged(event, &step)
        case CommandType.conventionSigned, CommandType.conventionSuspended,
            CommandType.conventionResumed, CommandType.conventionTerminated:
            try conventionChanged(event, &step)
        case CommandType.requestCancel, CommandType.requestReclassify, CommandType.requestAssign,
            CommandType.jobReport:
            try requestCommand(event, &step)
        case CommandType.caseTake: try take(event.payload(), &step)
        case CommandType.caseClose: try close(event.payload(), &step)
        case Self.conflictRecorded: try conflictElsewhere(event, &step)
        case CommandType.applicationSubmitted: try applied(event.id, event.payload(), &step)
        default: break
        }
    }

    /// A clock rings.
    mutating func ring(_ clock: Clock, _ step: inout Step) throws {
        switch clock.kind {
        case .offerSend, .offerAnswer: try offerClock(clock, &step)
        case .question: try questionClock(clock, &step)
        case .waiting: try waitingClock(clock.subject, &step)
        case .jobEnd: try jobEnds(clock.subject, &step)
        case .conventionStart, .conventionEnd: try conventionClock(clock.subject, &step)
        case .parked: try parkedTooLong(clock.subject, &step)
        }
    }

    // MARK: - Parked events

    /// Keeps an event for a subject that is not known yet.
    func park(_ event: Event, for subject: ParkedSubject, _ step: inout Step) throws {
        try step.store.park(event, for: subject, position: step.position)
        try step.store.set(
            .parked, event.id.hex, at: step.now.advanced(seconds: rules.parkSeconds),
            cause: event.id)
    }

    /// The subject is known now: what waited for it is applied in the order in which it came.
    mutating func release(_ subject: ParkedSubject, _ step: inout Step) throws {
        for id in try step.store.parked(for: subject) {
            try step.store.cancel(.parked, id)
            guard let event = try step.store.unpark(id) else { continue }
            var late = Step(
                now: step.now, store: step.store, chamber: chamber, position: step.position,
                cause: event.id, mark: "parked#")
            try apply(event, &late)
            step.append(late)
        }
    }

    /// The subject did not come: a person looks, and whoever commanded is told.
    private mutating func parkedTooLong(_ id: String, _ step: inout Step) throws {
        guard let event = try step.store.unpark(id) else { return }
        let isOfRequest = event.data["requestId"] != nil
        let about = (event.data["requestId"] ?? event.data["registerNumber"])?.string
        try step.refuse(
            event.type, about: about, isOfRequest ? .unknownRequest : .unknownArtisan,
            "nothing of this name appeared within \(rules.parkSeconds) s",
            by: event.data["operator"]?.string)
        try openCase(
            .unknownSubject, about: about ?? id,
            detail: "\(event.type) names \(about ?? "nothing"), which is not known", &step)
    }
}
