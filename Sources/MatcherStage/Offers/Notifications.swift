import Model

extension MatcherStage {
    /// What became of a message. An offer's clock starts when it was sent.
    mutating func notified(
        _ type: String, _ report: NotificationReport, _ step: inout Step
    ) throws {
        switch report.purpose {
        case .offer: try offerNotified(type, report, &step)
        case .question: try questionNotified(type, report, &step)
        case .safety, .assignedFamily, .assignedArtisan: try mustHear(type, report, &step)
        case .offerClosed, .unfilled, .cancelled, .nothingOpen, .affiliation: break
        }
    }

    private mutating func offerNotified(
        _ type: String, _ report: NotificationReport, _ step: inout Step
    ) throws {
        guard let id = report.offerId, var offer = try step.store.offer(id),
            offer.outcome == .open
        else { return }
        if type == NotificationReport.sent {
            guard offer.sentAt == nil else { return }
            offer.sentAt = step.now.milliseconds
            try arm(offer, &step)
        } else if type == NotificationReport.skipped && report.reason == "landline" {
            guard !offer.byPhone else { return }
            offer.byPhone = true
            try arm(offer, &step)
            guard let request = try step.store.request(offer.request) else { return }
            try openCase(
                .callSheet, of: request, offer: offer,
                detail: "call \(offer.registerNumber): closing with yes or no answers the offer",
                &step)
        } else {
            try undelivered(offer, &step)
        }
    }

    /// Starts the time to answer.
    private func arm(_ offer: Offer, _ step: inout Step) throws {
        try step.store.save(offer)
        try step.store.cancel(.offerSend, offer.id)
        try step.store.set(
            .offerAnswer, offer.id, at: step.now.advanced(seconds: answerSeconds(offer)),
            cause: step.cause)
    }

    /// A question that reached nobody needs no waiting for the answer.
    private mutating func questionNotified(
        _ type: String, _ report: NotificationReport, _ step: inout Step
    ) throws {
        guard type == NotificationReport.failed || type == NotificationReport.skipped,
            let id = report.requestId, var request = try step.store.request(id),
            request.state == .asking
        else { return }
        try stick(&request, &step)
    }

    /// What somebody has to hear and did not: a person calls.
    private mutating func mustHear(
        _ type: String, _ report: NotificationReport, _ step: inout Step
    ) throws {
        let isLandline = report.reason == "landline"
        let kind: CaseKind
        switch type {
        case NotificationReport.failed: kind = .sending
        case NotificationReport.skipped: kind = isLandline ? .callSheet : .sending
        default: return
        }
        // A danger has a case of its own already, and a person calls.
        if isLandline && report.purpose == .safety { return }
        let reason = report.reason ?? "no reason given"
        try openCase(
            kind, about: report.requestId ?? report.notificationId, request: report.requestId,
            person: report.person, line: isLandline ? .landline : nil,
            detail: "\(report.purpose.rawValue) was not sent: \(reason)", &step)
    }
}
