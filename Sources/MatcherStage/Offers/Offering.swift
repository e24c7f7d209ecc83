import Model

extension MatcherStage {
    /// Offers a complete request to whose turn it is. Where everybody left is answering another
    /// family it waits for them, bounded in time; where nobody is left a person takes over.
    mutating func pursue(
        _ request: inout RequestInHand, mayWait: Bool = true, _ step: inout Step
    ) throws {
        guard let trade = request.trade, let quartier = request.quartier else {
            return try stick(&request, &step)
        }
        let asked = try step.store.asked(for: request.id, in: trade)
        // Offers that reached nobody do not count as asked, yet there is an end to them as well.
        guard request.offers < rules.offersPerRequest, asked.count < 3 * rules.offersPerRequest
        else { return try giveUp(&request, trade, quartier, &step) }
        let near = request.neighbourOffers < rules.neighbourOffers ? neighbours[quartier] : []
        let order = TurnOrder(
            TurnQuestion(
                trade: trade, quartier: quartier, neighbours: near ?? [], asked: asked,
                requires: requirements[trade], capacity: rules.capacity, now: step.now,
                moment: calendar.moment(of: step.now)),
            among: roster.practising(trade))
        if let first = order.order.first, let artisan = roster[first.registerNumber] {
            try offer(&request, trade, quartier, to: artisan, first, of: order, &step)
        } else if mayWait && order.excluded[.hasOpenOffer] != nil {
            try wait(&request, &step)
        } else {
            try giveUp(&request, trade, quartier, &step)
        }
    }

    private mutating func offer(
        _ request: inout RequestInHand, _ trade: TradeID, _ quartier: QuartierID,
        to artisan: Artisan, _ rank: Receipt.Rank, of order: TurnOrder, _ step: inout Step
    ) throws {
        let event = step.nextID(OfferMade.type)
        let decided = try order.canonicalBytes()
        let profile = artisan.profile
        let sendSeconds = rules.sendSeconds(request.urgency)
        let expires = step.now.advanced(seconds: sendSeconds)
        let offer = Offer(
            id: event.subject("o"), request: request.id,
            registerNumber: artisan.number, person: profile.person, line: profile.line,
            language: profile.language, code: try code(event, for: profile.person, step.store),
            wave: request.wave + 1, trade: trade, isNeighbour: rank.isNeighbour,
            sendSeconds: sendSeconds, respondSeconds: rules.respondSeconds(request.urgency),
            turnBefore: artisan.turns[trade]?.last, madeAt: step.now.milliseconds)
        let made = OfferMade(
            offerId: offer.id, requestId: request.id, registerNumber: artisan.number,
            person: profile.person, line: profile.line, language: profile.language,
            code: offer.code, wave: offer.wave, trade: trade, quartier: quartier,
            urgency: request.urgency, respondWithinSeconds: offer.respondSeconds,
            expires: expires, rulesVersion: rules.version,
            receipt: order.receipt(
                position: step.position, rulesVersion: rules.version,
                digest: EventID(body: decided).hex))
        request.state = .offered
        request.offers += 1
        request.wave += 1
        if rank.isNeighbour { request.neighbourOffers += 1 }
        try step.store.cancel(.waiting, request.id)
        try step.store.save(request)
        try step.store.insert(offer)
        try step.store.keep(made, decided: decided)
        try step.store.set(.offerSend, offer.id, at: expires, cause: step.cause)
        roster.change(artisan.number) { $0.openOffer = offer.id }
        try step.say(made)
    }

    /// Four digits from the offer's id, unlike those of the other open offers of one telephone.
    private func code(
        _ event: EventID, for person: PersonID, _ store: MatcherStore
    ) throws -> String {
        let taken = try openOffers(of: person, store).map(\.code)
        var number = (Int(event.hex.prefix(8), radix: 16) ?? 0) % 10_000
        func text() -> String {
            let digits = String(number)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        while taken.contains(text()) { number = (number + 1) % 10_000 }
        return text()
    }

    /// The open offers behind one telephone.
    func openOffers(of person: PersonID, _ store: MatcherStore) throws -> [Offer] {
        try roster.reached(by: person).compactMap(\.openOffer).compactMap { try store.offer($0) }
    }

    /// Nobody is left, or enough were asked.
    private mutating func giveUp(
        _ request: inout RequestInHand, _ trade: TradeID, _ quartier: QuartierID,
        _ step: inout Step
    ) throws {
        request.state = .unfilled
        try step.store.save(request)
        try step.store.cancel(.waiting, request.id)
        try step.say(
            RequestUnfilled(
                requestId: request.id, person: request.person, channel: request.channel,
                language: request.language, trade: trade, quartier: quartier,
                offers: request.offers))
        let isOpen = try step.store.openCases(of: request.id).contains { $0.kind == .nobodyFound }
        if isOpen { return }
        try openCase(
            .nobodyFound, of: request,
            detail: "\(request.offers) asked for \(trade) in \(quartier), nobody is left", &step)
    }
}
