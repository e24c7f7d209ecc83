import Configuration
import Model
import StatefulStageKit

/// The matcher of one chamber: it owns the roster, the conventions, the requests in hand, the
/// offers and the cases, and decides by the turn rules whom to offer work.
public struct MatcherStage: StatefulStage {
    public typealias Store = MatcherStore

    public let name = "matcher"

    let chamber: ChamberCode
    let rules: TurnRules
    let calendar: LocalCalendar
    let neighbours: [QuartierID: Set<QuartierID>]
    let trades: Set<TradeID>
    /// The qualification that a trade asks for, where it asks for one.
    let requirements: [TradeID: String]
    private let adoption: ConfigAdopted

    var roster = Roster()
    private var progress = Progress()
    /// What was applied and is not yet said in `matcher.applied`.
    private var applied: [String] = []

    /// - Throws: where the chamber's time zone is unknown, or its rules cannot be coded.
    public init(chamber: Chamber, catalogue: Catalogue) throws {
        self.chamber = chamber.code
        rules = chamber.turns
        calendar = try LocalCalendar(timeZone: chamber.timeZone)
        neighbours = Dictionary(
            chamber.quartiers.map { ($0.id, Set($0.neighbours)) },
            uniquingKeysWith: { first, _ in first })
        trades = Set(catalogue.trades.map(\.id))
        requirements = Dictionary(
            catalogue.trades.compactMap { trade in trade.requires.map { (trade.id, $0) } },
            uniquingKeysWith: { first, _ in first })
        adoption = try chamber.adopted(catalogue)
    }

    public mutating func load(_ store: MatcherStore) throws {
        roster = try store.roster()
        progress = try store.progress()
        applied = []
    }

    public mutating func handle(
        _ event: Event, at now: Instant, _ store: MatcherStore
    ) throws -> [Draft] {
        var drafts = try begin(at: now, store)
        var step = numbered(event.id.hex, cause: event.id, at: now, store)
        try apply(event, &step)
        drafts += step.drafts
        return drafts
    }

    public mutating func due(
        at now: Instant, limit: Int, _ store: MatcherStore
    ) throws -> [Draft] {
        var drafts = try begin(at: now, store)
        for _ in 0..<max(1, limit) {
            guard let clock = try store.firstClock(), clock.at <= now.milliseconds else { break }
            try store.cancel(clock.kind, clock.subject)
            var step = numbered(
                "clock:\(clock.name)", cause: clock.cause, at: now, store,
                mark: "\(clock.name)#")
            try ring(clock, &step)
            drafts += step.drafts
        }
        return try drafts + tally(at: now, store, asClock: true)
    }

    public func nextDue(_ store: MatcherStore) throws -> Instant? {
        if progress.config != adoption.hash { return Instant(milliseconds: 0) }
        return try store.nextRinging()
    }

    public mutating func conflict(
        _ event: Event, at now: Instant, _ store: MatcherStore
    ) throws -> [Draft] {
        var drafts = try begin(at: now, store)
        let conflict = Conflict(event)
        guard let id = try conflict.newCase(store) else {
            return try drafts + tally(at: now, store, asClock: true)
        }
        var step = numbered(
            conflict.name, cause: event.id, at: now, store, mark: conflict.mark)
        try open(conflict, as: id, &step)
        drafts += step.drafts
        return try drafts + tally(at: now, store, asClock: true)
    }

    public mutating func finish(
        _ handled: [EventID], at now: Instant, _ store: MatcherStore
    ) throws -> [Draft] {
        try tally(at: now, store, asClock: false)
    }
}

// MARK: - Counting inputs

extension MatcherStage {
    /// Before anything at `now`: notices that the matcher was away, and adopts changed rules.
    private mutating func begin(at now: Instant, _ store: MatcherStore) throws -> [Draft] {
        try notice(now, store)
        guard progress.config != adoption.hash else { return [] }
        let cause = EventID(netstrings: ["config", adoption.hash])
        var step = numbered(
            "config:\(adoption.hash)", cause: cause, at: now, store,
            mark: "\(progress.position + 1)#")
        progress.config = adoption.hash
        try store.save(progress)
        try step.say(adoption)
        return step.drafts
    }

    /// Numbers an input and opens the step that applies it.
    private mutating func numbered(
        _ id: String, cause: EventID, at now: Instant, _ store: MatcherStore, mark: String = ""
    ) -> Step {
        progress.position += 1
        applied.append(id)
        return Step(
            now: now, store: store, chamber: chamber, position: progress.position, cause: cause,
            mark: mark)
    }

    /// Says what was applied since it was last said, and writes how far the matcher is.
    private mutating func tally(
        at now: Instant, _ store: MatcherStore, asClock: Bool
    ) throws -> [Draft] {
        guard !applied.isEmpty else { return [] }
        try store.save(progress)
        let payload = MatcherApplied(position: progress.position, now: now, ids: applied)
        applied = []
        let number = String(progress.position)
        let cause = asClock ? EventID(netstrings: ["position", chamber.text, number]) : nil
        return [try Draft(payload, cause: cause, discriminator: number, chamber: chamber)]
    }

    /// A clock that should have rung a second ago or more, and did not, since nothing ran from the
    /// last transaction until now: the matcher was away.
    private mutating func notice(_ now: Instant, _ store: MatcherStore) throws {
        guard progress.lastNow != now.milliseconds else { return }
        if let last = progress.lastNow, let first = try store.nextRinging(),
            now.milliseconds - max(first.milliseconds, last) >= 1000
        {
            progress.awayFrom = last
            progress.awayUntil = now.milliseconds
        }
        progress.lastNow = now.milliseconds
    }

    /// How much of a clock's time an outage took: all of it where the outage was longer than the
    /// clock runs, else the part of the outage before the clock should have rung. Zero: the clock
    /// rang in time.
    func lost(_ clock: Clock, runningFor length: Int64) -> Int64 {
        guard let from = progress.awayFrom, let until = progress.awayUntil,
            from < clock.at, clock.at + 1000 <= until
        else { return 0 }
        return until - from > length ? length : min(length, clock.at - from)
    }
}
