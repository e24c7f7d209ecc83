import Model

// A request for which somebody is left who has another family's offer open. It waits until that
// one is free, at most as long as an offer can stay open.
extension MatcherStage {
    /// How many of those that wait are looked at when an artisan becomes free.
    private static let waitingHead = 20

    mutating func wait(_ request: inout RequestInHand, _ step: inout Step) throws {
        if request.state == .waiting { return }
        request.state = .waiting
        try step.store.save(request)
        let longest = rules.sendSeconds(request.urgency) + rules.respondSeconds(request.urgency)
        try step.store.set(
            .waiting, request.id, at: step.now.advanced(seconds: longest), cause: step.cause)
    }

    /// It waited long enough: a last look, then a person takes over.
    mutating func waitingClock(_ id: String, _ step: inout Step) throws {
        guard var request = try step.store.request(id), request.state == .waiting else { return }
        try pursue(&request, mayWait: false, &step)
    }

    /// An artisan is free, or came: whoever waits for such a one goes on, the most urgent first,
    /// then in the order of arrival.
    mutating func wake(_ number: RegisterNumber, _ step: inout Step) throws {
        guard let artisan = roster[number], artisan.isUnderConvention, artisan.openOffer == nil
        else { return }
        for trade in artisan.profile.trades {
            for id in try step.store.waitingRequests(for: trade, limit: Self.waitingHead) {
                guard var request = try step.store.request(id), let place = request.quartier,
                    artisan.profile.quartiers.contains(place)
                        || !artisan.profile.quartiers.isDisjoint(with: neighbours[place] ?? [])
                else { continue }
                try pursue(&request, &step)
                if roster[number]?.openOffer != nil { return }
            }
        }
    }
}
