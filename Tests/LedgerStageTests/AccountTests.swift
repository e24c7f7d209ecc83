import Foundation
import GRDB
import LedgerStage
import Model
import Testing

/// Another stage's file, as far as the account reads it.
private struct TestStore {
    let path: String
    private let queue: DatabaseQueue

    init(_ bench: LedgerBench) throws {
        path = bench.folder.appending(path: "matcher-31.sqlite").path
        queue = try DatabaseQueue(path: path)
        try queue.write { database in
            try database.execute(
                sql: """
                    CREATE TABLE kit_inbox(event_id BLOB PRIMARY KEY, dead INTEGER NOT NULL);
                    CREATE TABLE kit_meta(name TEXT PRIMARY KEY, value NOT NULL);
                    """)
        }
    }

    func forgets(on day: Instant) throws {
        try queue.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO kit_meta VALUES ('inbox-day', ?)",
                arguments: [day.milliseconds / 86_400_000])
        }
    }

    func take(_ event: Event, isDead: Bool) throws {
        try queue.write { database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO kit_inbox VALUES (?, ?)",
                arguments: [EventID.bytes(of: event.id), isDead])
        }
    }
}

extension EventID {
    fileprivate static func bytes(of id: EventID) -> Data {
        let digits = Array(id.hex)
        return Data(
            stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            })
    }
}

@Suite struct AccountTests {
    @Test func theAccountCountsEachInputOnce() throws {
        let bench = try LedgerBench()
        let unreadable = try LedgerBench()
        func input(_ id: String) -> EventID { EventID(source: "channel/sms", id: id) }
        func said(_ type: String, _ id: String, _ data: JSON = [:]) -> Event {
            bench.event(type, nil, by: "stage/intake", cause: input(id), data)
        }
        try bench.record(
            said(RequestAccepted.type, "1"), said(ReplyParsed.type, "2"),
            said(InputRejected.type, "3", ["exchange": "maalem.in"]),
            said(InputRejected.type, "4", ["exchange": "maalem.commands"]),
            said(CommandType.conventionSigned, "5"),
            bench.deadLetter(stage: "intake", cause: input("6"), body: [:]),
            bench.deadLetter(stage: "intake", cause: input("7"), body: [:]),
            said(RequestAccepted.type, "7"))
        // One input died before its chamber was known and went through later; one stays dead.
        try unreadable.record(
            unreadable.deadLetter(stage: "intake", cause: input("1"), body: [:]),
            unreadable.deadLetter(stage: "intake", cause: input("8"), body: [:]))

        let account = try LedgerAccount(
            chambers: [ChamberCode("31")!: try bench.reader()],
            unreadable: try unreadable.reader())
        #expect(account.inputs["maalem.in"] == InputCount(settled: 3, rejected: 1, dead: 2))
        #expect(account.inputs["maalem.commands"] == InputCount(settled: 1, rejected: 1))
        #expect(account.total.known == 8)
        #expect(try bench.reader().outcome(ofInput: input("7")) == .settled)
        #expect(try bench.reader().outcome(ofInput: input("6")) == .dead)
        #expect(try bench.reader().outcome(ofInput: input("9")) == nil)
    }

    @Test func theAccountOfAStageShowsWhatItHasNotAnswered() throws {
        let bench = try LedgerBench()
        let requests = (1...4).map { bench.accepted("r\($0)") }
        try bench.record(requests)
        let classified = bench.event(
            RequestClassified.type, "r1", by: "stage/classifier", cause: requests[0].id)
        try bench.record(
            classified, bench.deadLetter(stage: "classifier", cause: requests[1].id, body: [:]),
            bench.event(
                MatcherApplied.type, nil,
                ["ids": [.string(classified.id.hex), "clock:x"], "position": 2]))
        let reader = try bench.reader()
        #expect(try reader.classifierCount() == StageCount(known: 4, settled: 1, dead: 1))
        let store = try TestStore(bench)
        let types = ["request.classified", "reply.parsed"]
        func matcher() throws -> StageCount {
            try reader.stageCount("matcher", types: types, store: store.path)
        }
        #expect(try matcher() == StageCount(known: 1, settled: 0, dead: 0))
        // Said within the horizon it must be there; said long before, it was forgotten.
        try store.forgets(on: bench.now.advanced(seconds: 89 * 86_400))
        #expect(try matcher() == StageCount(known: 1, settled: 0, dead: 0))
        try store.forgets(on: bench.now.advanced(seconds: 92 * 86_400))
        #expect(try matcher() == StageCount(known: 1, settled: 1, dead: 0))
        try store.forgets(on: bench.now)
        try store.take(classified, isDead: true)
        #expect(try matcher() == StageCount(known: 1, settled: 0, dead: 1))
        try store.take(classified, isDead: false)
        #expect(try matcher() == StageCount(known: 1, settled: 1, dead: 0))
        // Six entries besides the letter: four requests, an answer, a tally.
        #expect(
            try reader.ledgerCount(stores: [store.path])
                == StageCount(known: 7, settled: 7, dead: 0))
        // What the matcher knows and the ledger does not is missing.
        try store.take(bench.accepted("r9"), isDead: false)
        #expect(try reader.ledgerCount(stores: [store.path]).known == 8)
    }

    @Test func whatComesAgainIsListed() throws {
        let bench = try LedgerBench()
        let input = EventID(source: "channel/sms", id: "1")
        let first = bench.event(RequestAccepted.type, "r1", by: "stage/intake", cause: input)
        let offer = bench.event(OfferMade.type, "r1")
        try bench.record(first, offer)
        try bench.queue.write { database in
            for (event, count) in [(first, 2), (offer, 1)] {
                try database.execute(
                    sql: "INSERT INTO kit_repeat VALUES (?, ?)",
                    arguments: [EventID.bytes(of: event.id), count])
            }
        }
        let reader = try bench.reader()
        #expect(
            try reader.duplicates().map { "\($0.isInput) \($0.id == input.hex) \($0.count)" }
                == ["true true 2", "false false 1"])
        #expect(try reader.conflicts().isEmpty)
        try bench.conflict(first)
        // Refused under the identity that was taken before.
        try bench.record(
            bench.event(InputRejected.type, by: "stage/intake", cause: input, ["exchange": "x"]))
        let conflicts = try reader.conflicts()
        #expect(conflicts.map(\.id) == [input.hex, input.hex])
        #expect(conflicts.map(\.count) == [1, 1])
    }
}
