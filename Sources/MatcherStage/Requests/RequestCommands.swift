import Model

extension MatcherStage {
    /// What operators command about a request; one that is not known yet is waited for.
    mutating func requestCommand(_ event: Event, _ step: inout Step) throws {
        let command: RequestCommand = try event.payload()
        guard var request = try step.store.request(command.requestId) else {
            return try park(event, for: .request(command.requestId), &step)
        }
        switch event.type {
        case CommandType.requestCancel: try cancel(&request, command, &step)
        case CommandType.requestReclassify: try reclassify(&request, command, &step)
        case CommandType.requestAssign: try assign(&request, command, &step)
        default: try jobReport(&request, command, &step)
        }
    }

    private mutating func cancel(
        _ request: inout RequestInHand, _ command: RequestCommand, _ step: inout Step
    ) throws {
        if RequestInHand.ended.contains(request.state) {
            return try refuse(CommandType.requestCancel, command, state: request.state, &step)
        }
        try end(&request, by: command.operator, because: command.reason, &step)
    }

    /// Ends a request before its time. The turn of an artisan who had the job is given back.
    mutating func end(
        _ request: inout RequestInHand, by operator: String, because reason: String,
        _ step: inout Step
    ) throws {
        let open = try step.store.openOffer(of: request.id)
        let accepted = try request.offer.flatMap { try step.store.offer($0) }
        let worker = request.assignedTo
        let wasAssigned = request.state == .assigned
        request.state = .cancelled
        request.triage = nil
        try free(&request, &step)
        try step.store.save(request)
        try step.store.cancel(.question, request.id)
        try step.store.cancel(.waiting, request.id)
        if let open {
            try finish(open, as: .rescinded, because: .cancelled, &step)
        } else if wasAssigned, let accepted {
            try giveBack(accepted, &step)
        }
        try step.say(
            RequestCancelled(
                requestId: request.id, person: request.person, channel: request.channel,
                language: request.language, operator: `operator`, reason: reason,
                job: wasAssigned && accepted == nil ? job(of: request) : nil))
        try closeCases(of: request.id, by: `operator`, outcome: "cancelled", &step)
        if let number = open?.registerNumber ?? worker { try wake(number, &step) }
    }

    private func job(of request: RequestInHand) -> RequestCancelled.Job? {
        guard let number = request.assignedTo, let artisan = roster[number],
            let trade = request.trade, let quartier = request.quartier
        else { return nil }
        return RequestCancelled.Job(
            registerNumber: number, artisan: artisan.profile.person,
            artisanLanguage: artisan.profile.language, trade: trade, quartier: quartier)
    }

    private mutating func reclassify(
        _ request: inout RequestInHand, _ command: RequestCommand, _ step: inout Step
    ) throws {
        let type = CommandType.requestReclassify
        if RequestInHand.ended.contains(request.state) || request.state == .assigned {
            return try refuse(type, command, state: request.state, &step)
        }
        guard try isKnown(command, type, &step) else { return }
        let before = request
        request.trade = command.trade ?? request.trade
        request.quartier = command.quartier ?? request.quartier
        request.urgency = command.urgency ?? request.urgency
        try step.store.save(request)
        if request.state == .held { return }
        let changed = before.trade != request.trade || before.quartier != request.quartier
        // Another job, or another try at an unfilled one: the count begins anew. Whoever was asked
        // for this trade is not asked twice.
        if changed || request.state == .unfilled {
            request.offers = 0
            request.neighbourOffers = 0
        } else if request.state == .offered {
            return
        }
        let open = try step.store.openOffer(of: request.id)
        if let open { try finish(open, as: .rescinded, because: .reclassified, &step) }
        try step.store.cancel(.question, request.id)
        try step.store.cancel(.waiting, request.id)
        request.triage = nil
        if request.trade != nil && request.quartier != nil {
            try closeCases(
                of: request.id, by: command.operator, outcome: "reclassified", &step)
        }
        try proceed(&request, &step)
        if let number = open?.registerNumber { try wake(number, &step) }
    }

    private mutating func assign(
        _ request: inout RequestInHand, _ command: RequestCommand, _ step: inout Step
    ) throws {
        let type = CommandType.requestAssign
        if request.state == .assigned {
            let holder = request.assignedTo?.text ?? "somebody"
            return try step.refuse(
                type, about: request.id, .alreadyAssigned, "the job is \(holder)'s",
                by: command.operator)
        }
        if RequestInHand.ended.contains(request.state) || request.state == .held {
            return try refuse(type, command, state: request.state, &step)
        }
        guard try isKnown(command, type, &step) else { return }
        guard let number = command.registerNumber, let artisan = roster[number] else {
            let isMissing = command.registerNumber == nil
            return try step.refuse(
                type, about: request.id, isMissing ? .missingMember : .unknownArtisan,
                isMissing ? "registerNumber says who" : "nobody of this number is registered",
                by: command.operator)
        }
        guard artisan.isUnderConvention else {
            return try step.refuse(
                type, about: request.id, .noConvention,
                "\(number) is not under an active convention", by: command.operator)
        }
        request.trade = command.trade ?? request.trade
        request.quartier = command.quartier ?? request.quartier
        request.urgency = command.urgency ?? request.urgency
        guard let trade = request.trade, let quartier = request.quartier else {
            return try step.refuse(
                type, about: request.id, .missingMember, "the trade and the quartier must be given",
                by: command.operator)
        }
        let open = try step.store.openOffer(of: request.id)
        if let open { try finish(open, as: .rescinded, because: .assignedByOperator, &step) }
        try step.store.cancel(.question, request.id)
        try step.store.cancel(.waiting, request.id)
        try spendTurn(of: number, in: trade, at: step.now, step.store)
        try give(&request, to: artisan, trade, quartier, offer: nil, &step)
        try closeCases(of: request.id, by: command.operator, outcome: "assigned", &step)
        if let freed = open?.registerNumber { try wake(freed, &step) }
    }

    private func isKnown(
        _ command: RequestCommand, _ type: String, _ step: inout Step
    ) throws -> Bool {
        if let trade = command.trade, !trades.contains(trade) {
            try step.refuse(
                type, about: command.requestId, .unknownTrade, "\(trade) is not in the catalogue",
                by: command.operator)
            return false
        }
        if let quartier = command.quartier, neighbours[quartier] == nil {
            try step.refuse(
                type, about: command.requestId, .unknownQuartier,
                "\(quartier) is not in this chamber", by: command.operator)
            return false
        }
        return true
    }

    func refuse(
        _ type: String, _ command: RequestCommand, state: RequestInHand.State, _ step: inout Step
    ) throws {
        let detail =
            state == .held
            ? "a danger case holds it; close that case first" : "the request is \(state.rawValue)"
        try step.refuse(
            type, about: command.requestId, .wrongState, detail, by: command.operator)
    }
}
