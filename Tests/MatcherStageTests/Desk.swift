import Configuration
import GRDB
import Model
import StatefulStageKit
import Testing

@testable import MatcherStage

/// A matcher on a database in memory, run as the runner does: clocks that are due ring before and
/// after each event. Keeps what went in and what came out, so that a test reads as a transcript.
final class Desk {
    /// What went in, for replaying it.
    enum Input {
        case event(Event)
        case clocks
    }

    /// What an onlooker sees, in its order.
    enum Moment {
        case told(Event)
        case said(Event)
    }

    let database: DatabaseQueue
    var stage: MatcherStage
    /// Sunday 22 November 2026, 09:00 in Oran.
    var now = Instant(rfc3339: "2026-11-22T08:00:00.000Z")!
    private(set) var inputs: [(now: Instant, input: Input)] = []
    private(set) var moments: [Moment] = []
    private(set) var said: [Event] = []
    private var told = 0
    private var count = 0

    init(_ rules: TurnRules = City.rules) throws {
        database = try DatabaseQueue()
        var migrator = DatabaseMigrator()
        MatcherStore.registerMigrations(&migrator)
        try migrator.migrate(database)
        stage = try MatcherStage(chamber: City.chamber(rules), catalogue: City.catalogue)
        try database.read { try stage.load(MatcherStore($0)) }
    }

    /// Delivers events in one transaction.
    func deliver(_ events: [Event]) throws {
        for event in events { inputs.append((now, .event(event))) }
        try database.write { database in
            let store = MatcherStore(database)
            for event in events {
                try ring(store)
                moments.append(.told(event))
                speak(try stage.handle(event, at: now, store), answering: event)
                try ring(store)
            }
            guard let last = events.last else { return }
            let drafts = try stage.finish(events.map(\.id), at: now, store)
            speak(drafts, answering: last)
        }
    }

    /// Lets the clocks ring that are due now.
    func ringClocks(limit: Int = 100) throws {
        inputs.append((now, .clocks))
        try database.write { try ring(MatcherStore($0), limit: limit) }
    }

    private func ring(_ store: MatcherStore, limit: Int = 100) throws {
        while let next = try stage.nextDue(store), next <= now {
            speak(try stage.due(at: now, limit: limit, store), answering: nil)
        }
    }

    /// Time passes and every clock rings when it should.
    func wait(seconds: Int) throws {
        let end = now.advanced(seconds: seconds)
        while let next = try nextDue(), next <= end {
            now = max(now, next)
            try ringClocks()
        }
        now = end
    }

    /// Time passes and nothing runs.
    func outage(seconds: Int) { now = now.advanced(seconds: seconds) }

    func nextDue() throws -> Instant? {
        try database.read { try stage.nextDue(MatcherStore($0)) }
    }

    /// The process ends and another one loads what was committed.
    func restart(_ rules: TurnRules = City.rules) throws {
        stage = try MatcherStage(chamber: City.chamber(rules), catalogue: City.catalogue)
        try database.read { try stage.load(MatcherStore($0)) }
    }

    /// What was said since this was last asked, a line each, without the counting of inputs.
    var heard: [String] {
        let lines = said[told...].filter {
            $0.type != MatcherApplied.type && $0.type != ConfigAdopted.type
        }.map(line)
        told = said.count
        return lines
    }

    /// The payload of the last event of a type.
    func last<Payload: Decodable>(_ type: String, as: Payload.Type = Payload.self) throws -> Payload
    {
        let event = try #require(said.last { $0.type == type })
        return try event.payload()
    }

    func payloads<Payload: EventPayload>(_ type: Payload.Type) throws -> [Payload] {
        try said.filter { $0.type == Payload.type }.map { try $0.payload() }
    }

    /// The payloads of the last events of a type, the newest first.
    func recent<Payload: EventPayload>(_ type: Payload.Type, _ count: Int) throws -> [Payload] {
        try said.reversed().lazy.filter { $0.type == Payload.type }.prefix(count)
            .map { try $0.payload() }
    }

    /// An event of another stage, with an id of its own.
    func event(_ type: String, _ data: some Encodable) throws -> Event {
        count += 1
        let id = EventID(source: "test", id: String(count))
        return Event(
            id: id, source: "stage/test", type: type, subject: nil, chamber: ChamberCode("31")!,
            time: now, causeID: id, traceparent: Traceparent(startingAt: id),
            data: try JSON(encoding: data))
    }

    private func speak(_ drafts: [Draft], answering event: Event?) {
        let cause = event?.id ?? EventID(source: "clock", id: "none")
        let events = Speaker(source: "stage/matcher").events(
            drafts, cause: cause, chamber: ChamberCode("31")!,
            traceparent: Traceparent(startingAt: cause), at: now)
        said += events
        moments += events.map { .said($0) }
    }

    /// `offer.made r1 P1`, `case.opened danger r1`, `command.refused request.cancel wrong-state`.
    private func line(_ event: Event) -> String {
        var words = [event.type]
        func add(_ name: String) {
            if let word = event.data[name]?.string { words.append(word) }
        }
        switch event.type {
        case CaseOpened.type: ["kind", "about"].forEach(add)
        case CaseChanged.taken, CaseChanged.closed: ["kind", "owner", "outcome"].forEach(add)
        case CommandRefused.type: ["command", "code"].forEach(add)
        case ReplyUnmatched.type: ["registerNumber", "reason"].forEach(add)
        case RequestJoined.type: ["requestId", "into"].forEach(add)
        case RequestLinked.type: ["requestId", "to"].forEach(add)
        case OfferEnded.rescinded: ["requestId", "registerNumber", "reason"].forEach(add)
        default: ["requestId", "registerNumber"].forEach(add)
        }
        return words.joined(separator: " ")
    }
}
