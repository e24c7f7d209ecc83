import Model

// What events tell the notifier about people, and what they ask it to tell them.

extension NotifierStage {
    /// Keeps how people are reached, and forgets it when asked to.
    func learn(_ event: Event, at now: Instant, _ store: NotifierStore) throws -> [Draft] {
        switch event.type {
        case RequestAccepted.type:
            let request: RequestAccepted = try event.payload()
            try store.remember(RequestNote(request))
            return try meet(
                Contact(
                    person: request.person, phone: request.personal.phone, line: request.line,
                    language: request.language), at: now, store)
        case CommandType.artisanRegistered, CommandType.artisanUpdated:
            let record: ArtisanRecord = try event.payload()
            return try meet(
                Contact(
                    person: record.person, phone: record.personal.phone, line: record.line,
                    language: record.language, name: record.personal.name), at: now, store)
        case ReplyParsed.type:
            let reply: ReplyParsed = try event.payload()
            return try meet(
                Contact(person: reply.person, phone: reply.personal.phone, line: reply.line),
                at: now, store)
        case CommandType.applicationSubmitted:
            let applied: ArtisanApplication = try event.payload()
            return try meet(
                Contact(
                    person: applied.person, phone: applied.personal.phone, line: applied.line,
                    name: applied.personal.name), at: now, store)
        case RequestJoined.type:
            try join(try event.payload(), store)
            return []
        case CommandType.personErase:
            return try forget(try event.payload(), at: now, store)
        case CommandType.deliveryReported:
            return try delivered(try event.payload(), because: event.id, at: now, store)
        default: return []
        }
    }

    private func meet(
        _ contact: Contact, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        try store.remember(contact)
        return try store.waiting(for: contact.person).flatMap {
            try admit($0, at: now, store)
        }
    }

    /// An answer to a question belongs to the request that was asked about.
    private func join(_ joined: RequestJoined, _ store: NotifierStore) throws {
        guard let answer = try store.request(joined.requestId),
            var request = try store.request(joined.into)
        else { return }
        request.text += " / " + answer.text
        request.address = request.address ?? answer.address
        request.name = request.name ?? answer.name
        try store.remember(request)
    }

    private func forget(
        _ command: EraseCommand, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        try store.forget(command.person)
        return try store.pending(for: command.person).map {
            try end($0, .skipped, "erased", at: now, store)
        }
    }

    /// A gateway's report settles what was sent or uncertain; a late one about anything else
    /// changes nothing. Delivered although this store has not sent it: it did, before it was
    /// restored from an older copy.
    private func delivered(
        _ told: DeliveryReport, because cause: EventID, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        let isDelivered = told.status == "delivered"
        let unsent: [Notification.State] = isDelivered ? [.waiting, .resting, .ready] : []
        guard var row = try store.notification(told.notificationId),
            ([.attempting, .sent, .uncertain] + unsent).contains(row.state)
        else { return [] }
        row.reason = isDelivered ? nil : "gateway-report"
        try store.move(row, to: isDelivered ? .delivered : .failed, at: now)
        let type = isDelivered ? NotificationReport.delivered : NotificationReport.failed
        return [try report(row, type, reason: row.reason, cause: cause)]
    }

    // MARK: - Offers that end

    /// An offer that was not sent is not sent any more; one that was, and was taken back, is
    /// closed with a word. An expired one is not: the offer itself said until when.
    func endOffer(_ event: Event, at now: Instant, _ store: NotifierStore) throws -> [Draft] {
        let types = [
            OfferEnded.accepted, OfferEnded.refused, OfferEnded.expired, OfferEnded.rescinded,
        ]
        guard types.contains(event.type) else { return [] }
        let ended: OfferEnded = try event.payload()
        guard var offer = try store.offer(ended.offerId) else {
            try store.noteEnded(offer: ended.offerId)
            return []
        }
        let wantsWord = event.type == OfferEnded.rescinded && ended.reason != "undelivered"
        switch offer.state {
        case .waiting, .resting, .ready:
            return [try end(offer, .skipped, "withdrawn", at: now, store)]
        case .attempting:
            guard wantsWord else { return [] }
            offer.withdrawnBy = event.id
            try store.save(offer)
            return []
        case .sent, .delivered, .uncertain:
            guard wantsWord else { return [] }
            return try enqueue(
                .closing(offer), because: event.id, told: event.time, at: now, store)
        case .failed, .skipped:
            return []
        }
    }

    // MARK: - Notifications

    /// Writes down what is to be sent, once.
    /// - Parameter told: when it was said that this is to be told; patience begins there, so that
    ///   what comes late, or is tried again by an operator, is not sent as if it were new
    func enqueue(
        _ plan: Plan, because cause: EventID, told: Instant, at now: Instant,
        _ store: NotifierStore
    ) throws -> [Draft] {
        if plan.purpose == .nothingOpen, let last = try store.lastTold(.nothingOpen, plan.person),
            now < last.advanced(seconds: Patience.nothingOpen)
        {
            return []
        }
        let deadline =
            plan.expires
            ?? min(told, now).advanced(seconds: Patience.seconds(plan.purpose))
        let language =
            try plan.requestID.flatMap { try store.request($0) }
            .flatMap { $0.person == plan.person ? $0.language : nil } ?? plan.language
        let notification = Notification(
            id: Plan.notificationID(plan.purpose, because: cause),
            cause: cause, purpose: plan.purpose, variant: plan.variant, person: plan.person,
            language: language, requestID: plan.requestID, offerID: plan.offerID,
            registerNumber: plan.registerNumber, facts: plan.facts, state: .waiting,
            clock: min(deadline, now.advanced(seconds: Patience.contact)).milliseconds,
            deadline: deadline.milliseconds, createdAt: now.milliseconds,
            updatedAt: now.milliseconds)
        guard try store.add(notification) else { return [] }
        if try store.isTakenBack(plan) {
            return [try end(notification, .skipped, "withdrawn", at: now, store)]
        }
        return try admit(notification, at: now, store)
    }

    /// Decides whether it can go, must wait, or never goes.
    private func admit(
        _ notification: Notification, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        guard notification.deadline > now.milliseconds else {
            return [try end(notification, .skipped, "expired", at: now, store)]
        }
        if notification.purpose == .safety, notification.facts.number == nil {
            return [try end(notification, .skipped, "no-number", at: now, store)]
        }
        guard let contact = try store.contact(notification.person) else { return [] }
        guard contact.line != .landline else {
            return [try end(notification, .skipped, "landline", at: now, store)]
        }
        try store.move(notification, to: .ready, at: now)
        return []
    }
}

extension RequestNote {
    init(_ request: RequestAccepted) {
        self.init(
            id: request.requestId, person: request.person, language: request.language,
            name: request.personal.name, address: request.personal.address,
            siteContact: request.personal.siteContact, text: request.personal.text)
    }
}
