import Model

/// What the notifier does outside its store.
public enum NotifierEffect: Hashable, Sendable {
    case send(Outgoing)
    /// Messages of an erased person, by notification id.
    case forget([String])
}

/// How an effect ended.
public enum NotifierOutcome: Hashable, Sendable {
    case sending(SendResult)
    case forgotten
}

extension NotifierStage {
    public mutating func begin(
        at now: Instant, limit: Int, _ store: NotifierStore
    ) throws -> [NotifierEffect] {
        var effects: [NotifierEffect] = []
        for row in try store.ready(at: now, limit: limit, onlySafety: hold()) {
            if let message = try begin(row, at: now, store) { effects.append(.send(message)) }
        }
        let forgotten = try store.beginForgetting(limit: limit)
        return forgotten.isEmpty ? effects : effects + [.forget(forgotten)]
    }

    private func begin(
        _ notification: Notification, at now: Instant, _ store: NotifierStore
    ) throws -> Outgoing? {
        var row = notification
        let contact = try store.contact(row.person)
        let language = row.language ?? contact?.language ?? .french
        guard let contact, let text = try text(row, language, store) else {
            // Its clock tells of it.
            row.reason = contact == nil ? "no-contact" : "no-words"
            row.attempts += 1
            row.deadline = now.milliseconds
            try store.save(row)
            return nil
        }
        row.attempts += 1
        row.segments = SMSLength(of: text).segments
        try store.move(row, to: .attempting, at: now)
        return Outgoing(
            notificationID: row.id, to: contact.phone, language: language, purpose: row.purpose,
            text: text, requestID: row.requestID, offerID: row.offerID, at: now,
            attempt: row.attempts)
    }

    private func text(
        _ row: Notification, _ language: Language, _ store: NotifierStore
    ) throws -> String? {
        let request = try row.requestID.flatMap { try store.request($0) }
        let other: Contact? =
            switch row.purpose {
            case .assignedArtisan: try request.flatMap { try store.contact($0.person) }
            case .assignedFamily: try artisan(of: row, store)
            default: nil
            }
        return words.text(row, language: language, request: request, other: other)
    }

    /// The artisan of an assignment: whom the other message of the same event goes to.
    private func artisan(of row: Notification, _ store: NotifierStore) throws -> Contact? {
        let twin = Plan.notificationID(.assignedArtisan, because: row.cause)
        return try store.notification(twin).flatMap { try store.contact($0.person) }
    }

    public func perform(_ effect: NotifierEffect) async -> NotifierOutcome {
        switch effect {
        case .send(let message): return .sending(await sender.send(message))
        case .forget(let ids):
            await sender.forget(ids)
            return .forgotten
        }
    }

    public mutating func settle(
        _ effect: NotifierEffect, _ outcome: NotifierOutcome, at now: Instant,
        _ store: NotifierStore
    ) throws -> [Draft] {
        switch (effect, outcome) {
        case (.send(let message), .sending(let result)):
            guard let row = try store.notification(message.notificationID),
                row.state == .attempting, row.attempts == message.attempt
            else { return [] }
            return try settle(row, result, at: now, store)
        case (.forget(let ids), _):
            try store.endForgetting(ids)
            return []
        default: return []
        }
    }

    private func settle(
        _ row: Notification, _ result: SendResult, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        switch result {
        case .sent:
            let draft = try end(row, .sent, nil, at: now, store)
            // Erased while it was being sent.
            if try store.contact(row.person) == nil { try store.forget(message: row.id) }
            return try [draft] + closeWithdrawn(row, at: now, store)
        case .failed(let reason, let isRetryable):
            let again = now.advanced(seconds: Patience.rest(after: row.attempts))
            guard isRetryable, row.withdrawnBy == nil, again.milliseconds < row.deadline else {
                return [try end(row, .failed, reason, at: now, store)]
            }
            try rest(row, reason, until: again, at: now, store)
            return []
        case .uncertain(let reason):
            let seconds = Patience.rest(after: row.attempts)
            return try unclear(row, reason, at: now, restFor: seconds, store)
        }
    }

    /// An attempt whose end nobody knows. Repeated where that does no harm, and for safety lines,
    /// which must arrive at least once; elsewhere listed until a delivery report settles it
    /// (law 2).
    func unclear(
        _ row: Notification, _ reason: String, at now: Instant, restFor seconds: Int,
        _ store: NotifierStore
    ) throws -> [Draft] {
        let again = now.advanced(seconds: seconds)
        let mayRepeat = sender.isIdempotent || row.purpose == .safety
        if mayRepeat, row.withdrawnBy == nil, again.milliseconds < row.deadline {
            try rest(row, reason, until: again, at: now, store)
            return []
        }
        let draft = try end(row, .uncertain, reason, at: now, store)
        return try [draft] + closeWithdrawn(row, at: now, store)
    }

    private func rest(
        _ notification: Notification, _ reason: String, until again: Instant, at now: Instant,
        _ store: NotifierStore
    ) throws {
        var row = notification
        row.reason = reason
        row.clock = again.milliseconds
        try store.move(row, to: again <= now ? .ready : .resting, at: now)
    }

    /// The offer was taken back while it was being sent: now the artisan hears of it.
    private func closeWithdrawn(
        _ row: Notification, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        guard let cause = row.withdrawnBy else { return [] }
        return try enqueue(.closing(row), because: cause, told: now, at: now, store)
    }
}
