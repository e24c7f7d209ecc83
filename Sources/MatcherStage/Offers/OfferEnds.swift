import Model

extension MatcherStage {
    /// Ends an open offer. Refusing, keeping silent and accepting spend the turn: the artisan was
    /// asked. What is taken back spends none.
    mutating func finish(
        _ open: Offer, as outcome: Offer.Outcome, because reason: Offer.Reason? = nil,
        _ step: inout Step
    ) throws {
        var offer = open
        offer.outcome = outcome
        offer.reason = reason
        offer.endedAt = step.now.milliseconds
        offer.turnSpent = outcome != .rescinded
        try step.store.save(offer)
        try step.store.cancel(.offerSend, offer.id)
        try step.store.cancel(.offerAnswer, offer.id)
        roster.change(offer.registerNumber) { $0.openOffer = nil }
        if offer.turnSpent {
            try spendTurn(of: offer.registerNumber, in: offer.trade, at: step.now, step.store)
        }
        try tell(offer, &step)
        if offer.byPhone {
            let sheets = try step.store.openCases(of: offer.request).filter { $0.offer == offer.id }
            for sheet in sheets {
                try closeByItself(sheet, outcome: "offer-\(outcome.rawValue)", &step)
            }
        }
    }

    /// The family cancelled what an artisan had accepted: the turn is given back, and the artisan
    /// is told by the offer being taken back.
    mutating func giveBack(_ accepted: Offer, _ step: inout Step) throws {
        var offer = accepted
        offer.outcome = .rescinded
        offer.reason = .cancelled
        offer.turnSpent = false
        let spentAt = offer.endedAt
        try step.store.save(offer)
        roster.change(offer.registerNumber) { artisan in
            guard var turns = artisan.turns[offer.trade] else { return }
            turns.count -= 1
            if turns.last == spentAt { turns.last = offer.turnBefore }
            artisan.turns[offer.trade] = turns
        }
        if let turns = roster[offer.registerNumber]?.turns[offer.trade] {
            try step.store.save(turns, of: offer.registerNumber, in: offer.trade)
        }
        try tell(offer, &step)
    }

    mutating func spendTurn(
        of number: RegisterNumber, in trade: TradeID, at now: Instant, _ store: MatcherStore
    ) throws {
        let turns = Artisan.Turns(
            count: (roster[number]?.turns[trade]?.count ?? 0) + 1, last: now.milliseconds)
        roster.change(number) { $0.turns[trade] = turns }
        try store.save(turns, of: number, in: trade)
    }

    private func tell(_ offer: Offer, _ step: inout Step) throws {
        let type: String
        switch offer.outcome {
        case .accepted: type = OfferEnded.accepted
        case .refused: type = OfferEnded.refused
        case .expired: type = OfferEnded.expired
        case .rescinded: type = OfferEnded.rescinded
        case .open: return
        }
        try step.say(
            type, about: offer.request,
            OfferEnded(
                offerId: offer.id, requestId: offer.request,
                registerNumber: offer.registerNumber, person: offer.person, line: offer.line,
                language: offer.language, reason: offer.reason?.rawValue,
                turnSpent: offer.turnSpent))
    }

    /// The first yes: offer and request end in one transaction.
    mutating func accept(_ offer: Offer, _ step: inout Step) throws {
        guard var request = try step.store.request(offer.request),
            let artisan = roster[offer.registerNumber], let quartier = request.quartier
        else { throw CorruptStore(table: "offer", key: offer.id) }
        try finish(offer, as: .accepted, &step)
        try give(&request, to: artisan, offer.trade, quartier, offer: offer, &step)
        try wake(offer.registerNumber, &step)
    }

    /// No, or silence: the turn is spent and the next one is asked.
    mutating func pass(_ offer: Offer, as outcome: Offer.Outcome, _ step: inout Step) throws {
        try finish(offer, as: outcome, &step)
        try goOn(offer.request, &step)
        try wake(offer.registerNumber, &step)
    }

    /// The message reached nobody: no turn is spent, it counts as asking nobody, and the next one
    /// is asked.
    mutating func undelivered(_ offer: Offer, _ step: inout Step) throws {
        try finish(offer, as: .rescinded, because: .undelivered, &step)
        guard var request = try step.store.request(offer.request) else { return }
        request.offers = max(0, request.offers - 1)
        if offer.isNeighbour { request.neighbourOffers = max(0, request.neighbourOffers - 1) }
        try step.store.save(request)
        try goOn(offer.request, &step)
    }

    /// Takes an offer back for a reason that is the artisan's, and asks the next one.
    mutating func rescind(_ id: String, because reason: Offer.Reason, _ step: inout Step) throws {
        guard let offer = try step.store.offer(id), offer.outcome == .open else { return }
        try finish(offer, as: .rescinded, because: reason, &step)
        try goOn(offer.request, &step)
    }

    private mutating func goOn(_ id: String, _ step: inout Step) throws {
        guard var request = try step.store.request(id), request.state == .offered else { return }
        try pursue(&request, &step)
    }

    /// Not sent in time, or not answered in time. What an outage took is given back once.
    mutating func offerClock(_ clock: Clock, _ step: inout Step) throws {
        guard var offer = try step.store.offer(clock.subject), offer.outcome == .open else {
            return
        }
        let isSend = clock.kind == .offerSend
        let seconds = isSend ? offer.sendSeconds : answerSeconds(offer)
        let lost = lost(clock, runningFor: Int64(seconds) * 1000)
        if lost > 0 && !offer.rearmed {
            offer.rearmed = true
            try step.store.save(offer)
            return try step.store.set(
                clock.kind, offer.id, at: step.now.advanced(milliseconds: lost),
                cause: clock.cause)
        }
        if isSend || offer.byPhone {
            try undelivered(offer, &step)
        } else {
            try pass(offer, as: .expired, &step)
        }
    }

    /// How long an artisan has to answer; where an operator has to telephone, the operator's time
    /// is in it.
    func answerSeconds(_ offer: Offer) -> Int {
        guard offer.byPhone else { return offer.respondSeconds }
        return max(offer.respondSeconds, rules.caseSeconds(.callSheet))
    }
}
