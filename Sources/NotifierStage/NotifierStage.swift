import Configuration
import Model
import StageKit
import StatefulStageKit

/// Tells people what they must hear: decides words and ways, never whom (design, "Who knows
/// what").
///
/// Handling an event writes down what is to be sent; the runner begins, performs and settles it.
/// Each notification is known by a hash of the event that asked for it and its purpose, so a
/// redelivered event never makes a second one.
public struct NotifierStage: EffectfulStage {
    public let name = "notifier"

    let words: Wording
    let sender: any Sender
    let hold: @Sendable () -> Bool
    /// Attempts that a former process began and did not settle, with their number.
    private(set) var orphans: [String: Int] = [:]
    private var isLoaded = false

    /// - Parameters:
    ///   - sender: the way out of this chamber (`channels.yaml`, `outgoing`)
    ///   - hold: whether nothing but safety lines may leave now; asked before every sending
    public init(
        chamber: Chamber, catalogue: Catalogue, templates: Templates, sender: any Sender,
        hold: @escaping @Sendable () -> Bool = { false }
    ) {
        words = Wording(chamber: chamber, catalogue: catalogue, templates: templates)
        self.sender = sender
        self.hold = hold
    }

    public mutating func load(_ store: NotifierStore) throws {
        try store.resumeForgetting()
        // After a rollback the attempts under way are this process's own.
        guard !isLoaded else { return }
        isLoaded = true
        orphans = Dictionary(
            uniqueKeysWithValues: try store.attempting().map { ($0.id, $0.attempts) })
    }

    public mutating func handle(
        _ event: Event, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        var drafts = try learn(event, at: now, store)
        drafts += try endOffer(event, at: now, store)
        for plan in try Plan.plans(for: event, words) {
            drafts += try enqueue(plan, because: event.id, told: event.time, at: now, store)
        }
        return drafts
    }

    // MARK: - Clocks

    public func nextDue(_ store: NotifierStore) throws -> Instant? {
        if try !orphans.isEmpty && orphans.contains(where: { try orphan($0.key, store) != nil }) {
            return Instant(milliseconds: 0)
        }
        return try store.nextClock()
    }

    public mutating func due(
        at now: Instant, limit: Int, _ store: NotifierStore
    ) throws -> [Draft] {
        var drafts = try settleOrphans(at: now, store)
        for notification in try store.rung(at: now, limit: limit) {
            drafts += try ring(notification, at: now, store)
        }
        return drafts
    }

    private func ring(
        _ notification: Notification, at now: Instant, _ store: NotifierStore
    ) throws -> [Draft] {
        let isLate = notification.deadline <= now.milliseconds
        switch notification.state {
        case .resting where !isLate:
            try store.move(notification, to: .ready, at: now)
            return []
        case .waiting where !isLate:
            return [try end(notification, .skipped, "no-contact", at: now, store)]
        default:
            guard notification.attempts > 0 else {
                return [try end(notification, .skipped, "expired", at: now, store)]
            }
            let reason = notification.reason ?? "expired"
            return [try end(notification, .failed, reason, at: now, store)]
        }
    }

    /// The row of an attempt whose process is gone; `nil` once it has moved on.
    private func orphan(_ id: String, _ store: NotifierStore) throws -> Notification? {
        guard let row = try store.notification(id), row.state == .attempting,
            row.attempts == orphans[id]
        else { return nil }
        return row
    }

    private mutating func settleOrphans(at now: Instant, _ store: NotifierStore) throws -> [Draft] {
        orphans = try orphans.filter { try orphan($0.key, store) != nil }
        var drafts: [Draft] = []
        for id in orphans.keys.sorted() {
            guard let row = try orphan(id, store) else { continue }
            drafts += try unclear(row, "interrupted", at: now, restFor: 0, store)
        }
        return drafts
    }

    // MARK: - Saying

    /// Ends a notification and tells of it.
    func end(
        _ notification: Notification, _ state: Notification.State, _ reason: String?,
        at now: Instant, _ store: NotifierStore
    ) throws -> Draft {
        var row = notification
        row.reason = reason
        try store.move(row, to: state, at: now)
        return try report(row, "notification.\(state.rawValue)", reason: reason)
    }

    /// Tells of a notification. Nothing in it is personal.
    func report(
        _ row: Notification, _ type: String, reason: String?, cause: EventID? = nil
    ) throws -> Draft {
        Draft(
            type: type, subject: row.requestID ?? row.registerNumber?.text,
            data: try JSON(
                encoding: NotificationReport(
                    notificationId: row.id, purpose: row.purpose, person: row.person,
                    via: sender.name, requestId: row.requestID, offerId: row.offerID,
                    registerNumber: row.registerNumber, reason: reason)),
            cause: cause ?? row.cause, discriminator: row.id)
    }
}

extension NotifierStore {
    /// Saves a notification in its new state.
    func move(_ notification: Notification, to state: Notification.State, at now: Instant) throws {
        var row = notification
        row.state = state
        row.updatedAt = now.milliseconds
        try save(row)
    }
}
