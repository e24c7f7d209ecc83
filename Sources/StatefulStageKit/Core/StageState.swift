import Foundation
import GRDB
import Model
import StageKit

/// What a core keeps between transactions, and what the running one has done so far.
struct StageState<Stage: StatefulStage>: Sendable {
    var stage: Stage
    private(set) var applied = Applied()
    private let chamber: ChamberCode
    private let speaker: Speaker
    /// What the stage keeps in memory does not agree with its tables.
    private var needsLoad = true
    private var lastSequence: Int64 = 0
    private var lastPosition: Int64 = 0
    private var lastNow = Instant(milliseconds: .min)
    private var lastEvent: Event?
    /// The stage is asked for its next clock at the end.
    private var looks = true
    private var changesBefore = 0

    init(_ stage: Stage, chamber: ChamberCode) {
        self.stage = stage
        self.chamber = chamber
        speaker = Speaker(source: "stage/\(stage.name)")
    }

    var now: Instant { applied.now }

    // MARK: The frame of a transaction

    mutating func begin(at wall: Instant, _ database: Database) throws {
        applied = Applied()
        lastEvent = nil
        looks = true
        changesBefore = database.totalChangesCount
        if needsLoad {
            lastSequence = max(lastSequence, try KitTables.lastOutboxSequence(database))
            lastPosition = try KitTables.integer("position", database) ?? 0
            lastNow = Instant(milliseconds: try KitTables.integer("now", database) ?? .min)
            do { try stage.load(Stage.Store(database)) } catch {
                throw StageFault.of(error, StageFault.load)
            }
        }
        needsLoad = true
        applied.now = max(wall, lastNow)
    }

    mutating func end(_ database: Database) throws {
        if let lastEvent {
            try InboxHorizon.keep(at: now, database)
            do {
                let drafts = try stage.finish(applied.handled, at: now, Stage.Store(database))
                try say(drafts, answering: lastEvent, prefix: "finish", database)
            } catch { throw StageFault.of(error) }
            try KitTables.set("position", lastPosition, database)
        }
        // A transaction that changes nothing costs no write.
        if database.totalChangesCount != changesBefore {
            try KitTables.set("now", now.milliseconds, database)
        }
        if looks { try lookAhead(database) }
    }

    mutating func committed(in time: Duration) {
        applied.commit = time
        applied.position = lastPosition
        needsLoad = false
        lastNow = applied.now
    }

    private mutating func lookAhead(_ database: Database) throws {
        applied.looked = true
        do { applied.nextDue = try stage.nextDue(Stage.Store(database)) } catch {
            throw StageFault.of(error, StageFault.clock)
        }
    }

    // MARK: Events

    mutating func apply(_ work: Work, _ database: Database) throws {
        if work.confirmedThrough > 0 {
            try KitTables.removeOutbox(through: work.confirmedThrough, database)
            applied.removed = work.confirmedThrough
        }
        for letter in work.letters {
            try post(letter.letter.message(of: letter.event), letter.event, database)
        }
        looks = work.rings
        guard try !work.rings || ring(limit: work.clockLimit, database) else { return }
        for incoming in work.events {
            try take(incoming, database)
            applied.taken += 1
            guard try !work.rings || ring(limit: work.clockLimit, database) else { return }
        }
    }

    private mutating func take(_ incoming: Incoming, _ database: Database) throws {
        let event = incoming.event
        let isNew = try enter(incoming, isDead: false, database)
        if !isNew, let known = try KitTables.known(event.id, database) {
            if let replay = known.replay, replay == incoming.replay {
                // An edited replay has another content than the event it stands for.
                applied.duplicates += 1
                return
            }
            guard known.isDead, let replay = incoming.replay else {
                return try repeated(incoming, known, database)
            }
            try KitTables.mark(event.id, isDead: false, replay: replay, database)
        }
        do {
            let drafts = try stage.handle(event, at: now, Stage.Store(database))
            try say(drafts, answering: event, prefix: nil, database)
            for message in stage.takeMessages() { try post(message, database) }
        } catch { throw StageFault.of(error) }
        applied.handled.append(event.id)
        lastEvent = event
    }

    /// The same event again is silence; another content under its id is a conflict, told once.
    private mutating func repeated(
        _ incoming: Incoming, _ known: KnownEvent, _ database: Database
    ) throws {
        guard known.digest != incoming.digest else {
            applied.duplicates += 1
            // What the broker hands out a second time was sent once.
            if incoming.delivery?.redelivered == false {
                try KitTables.repeated(incoming.event.id, database)
            }
            return
        }
        applied.conflicts += 1
        let isFirst = try KitTables.enterConflict(
            incoming.event.id, digest: incoming.digest, database)
        guard isFirst else { return }
        do {
            let drafts = try stage.conflict(incoming.event, at: now, Stage.Store(database))
            let prefix = "conflict-\(incoming.digest.prefix(8).hex)"
            try say(drafts, answering: incoming.event, prefix: prefix, database)
        } catch { throw StageFault.of(error) }
    }

    private mutating func enter(
        _ incoming: Incoming, isDead: Bool, _ database: Database
    ) throws -> Bool {
        let event = incoming.event
        let isNew = try KitTables.enter(
            event.id, digest: incoming.digest, position: lastPosition + 1,
            trace: event.traceparent.text, isDead: isDead, replay: incoming.replay,
            day: InboxHorizon.day(now), database)
        if isNew { lastPosition += 1 }
        return isNew
    }

    // MARK: Dead letters

    /// Files an event that failed twice: it is known from here on, and a dead letter says so. A
    /// dead letter that cannot be handled is kept aside instead, or it would go round for ever.
    mutating func bury(
        _ incoming: Incoming, _ letter: DeadLetter, _ told: Event, _ database: Database
    ) throws {
        looks = false
        if try !enter(incoming, isDead: true, database) {
            try KitTables.mark(
                incoming.event.id, isDead: true, replay: incoming.replay, database)
        }
        try KitTables.set("position", lastPosition, database)
        if incoming.event.type == DeadLetter.type {
            try KitTables.bury(incoming.event.body, error: letter.error, at: now, database)
        } else {
            try post(letter.message(of: told), told, database)
        }
    }

    // MARK: Clocks

    /// Lets clocks ring that are due.
    /// - Returns: `false` when the limit was reached and more are due
    private mutating func ring(limit: Int, _ database: Database) throws -> Bool {
        let store = Stage.Store(database)
        var silent = 0
        do {
            while let due = try stage.nextDue(store), due <= now {
                guard applied.rung < limit else {
                    applied.hasMore = true
                    return false
                }
                let drafts = try stage.due(at: now, limit: limit - applied.rung, store)
                applied.rung += max(1, drafts.count)
                silent = try drafts.isEmpty && stage.nextDue(store) == due ? silent + 1 : 0
                guard silent < 100 else { throw StageFault.StuckClock(due: due) }
                try say(drafts, database)
            }
        } catch { throw StageFault.of(error, StageFault.clock) }
        return true
    }

    // MARK: Saying

    /// Says what answers no event in hand: each draft names its cause and a discriminator.
    mutating func say(_ drafts: [Draft], _ database: Database) throws {
        for draft in drafts {
            guard let cause = draft.cause, draft.discriminator != nil else {
                throw StageFault.AnonymousDraft(type: draft.type)
            }
            let trace = try KitTables.trace(cause, database) ?? Traceparent(startingAt: cause)
            let events = speaker.events(
                [draft], cause: cause, chamber: chamber, traceparent: trace, at: now)
            for event in events { try post(event.message, event, database) }
        }
    }

    /// - Parameter prefix: sets ids apart from those of what `handle` says of the same event
    private mutating func say(
        _ drafts: [Draft], answering event: Event, prefix: String?, _ database: Database
    ) throws {
        guard !drafts.isEmpty else { return }
        let named = drafts.enumerated().map { index, draft in
            guard let prefix, draft.discriminator == nil else { return draft }
            return Draft(
                type: draft.type, subject: draft.subject, data: draft.data, cause: draft.cause,
                discriminator: "\(prefix)-\(index)", chamber: draft.chamber)
        }
        let events = speaker.events(
            named, cause: event.id, chamber: event.chamber, traceparent: event.traceparent, at: now)
        for event in events { try post(event.message, event, database) }
    }

    private mutating func post(_ message: Message, _ event: Event, _ database: Database) throws {
        try post(message, database)
        applied.events.append(event)
    }

    private mutating func post(_ message: Message, _ database: Database) throws {
        lastSequence += 1
        let row = OutboxRow(sequence: lastSequence, message: message)
        try KitTables.append(row, database)
        applied.rows.append(row)
    }
}
