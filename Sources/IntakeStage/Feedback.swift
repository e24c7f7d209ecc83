import Model

/// What a channel hears of its input from intake: that it was taken, or why it was not.
struct Feedback {
    let channels: Set<InputChannel>

    /// The channel that hears of an input: the one its source names. Operators have no feedback;
    /// the matcher tells them what cannot be done.
    private func channel(of envelope: Envelope) -> InputChannel? {
        guard envelope.delivery.exchange == EventSchema.Exchange.requests.rawValue,
            let channel = envelope.source.flatMap(InputName.channel), channels.contains(channel)
        else { return nil }
        return channel
    }

    /// What goes along with a request, so that later stages can name the input.
    func name(of envelope: Envelope) -> InputName? {
        guard channel(of: envelope) != nil, let source = envelope.source, let id = envelope.id
        else { return nil }
        return InputName(source: source, id: id)
    }

    func accepted(_ envelope: Envelope, _ said: Draft) throws -> [Draft] {
        guard var told = told(envelope, .accepted) else { return [] }
        if said.type == RequestAccepted.type { told.requestId = said.subject }
        return [try Draft(told)]
    }

    func rejected(_ envelope: Envelope, _ refusal: Refusal) throws -> [Draft] {
        guard var told = told(envelope, .rejected) else { return [] }
        told.code = refusal.code
        told.field = refusal.field
        told.detail = refusal.detail
        told.bodySHA256 = EventID(body: envelope.delivery.body).hex
        return [try Draft(told)]
    }

    private func told(_ envelope: Envelope, _ outcome: FeedbackOutcome) -> FeedbackGiven? {
        guard let channel = channel(of: envelope), let source = envelope.source else { return nil }
        return FeedbackGiven(
            channel: channel, inputSource: source, inputId: envelope.id, outcome: outcome)
    }
}
