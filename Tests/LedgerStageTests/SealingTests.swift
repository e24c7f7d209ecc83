import Foundation
import GRDB
import LedgerStage
import Model
import Testing

@Suite struct SealingTests {
    private func erase(_ bench: LedgerBench, _ person: String) -> Event {
        bench.event(
            CommandType.personErase, nil, by: "stage/intake",
            ["person": .string(person), "operator": "op1", "reason": "demande écrite"])
    }

    @Test func nothingPersonalIsReadableInTheFile() throws {
        let bench = try LedgerBench()
        try bench.record(bench.accepted("r1", text: "Fuite sous l'évier"))
        _ = try bench.queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.path))
        #expect(bytes.range(of: Data("550000001".utf8)) == nil)
        #expect(bytes.range(of: Data("évier".utf8)) == nil)
        #expect(bytes.range(of: Data("maraval".utf8)) != nil)
    }

    @Test func whoHasTheVaultReadsWhatWasSealed() throws {
        let bench = try LedgerBench()
        let event = bench.accepted("r1")
        try bench.record(event)
        let entry = try #require(try bench.reader().entry(eventID: event.id))
        #expect(
            try bench.reader().personal(of: entry)
                == ["phone": "+213550000001", "text": "Fuite"])
    }

    @Test func anErasedPersonIsUnreadableAndTheChainStillVerifies() throws {
        let bench = try LedgerBench()
        let first = bench.accepted("r1")
        let other = bench.accepted("r2", person: LedgerBench.artisan)
        try bench.record(first, other)
        let command = erase(bench, LedgerBench.family)
        try bench.record(command)
        let again = bench.accepted("r3", text: "Encore moi")
        try bench.record(again)

        let reader = try bench.reader()
        let sealed = try #require(try reader.entry(eventID: first.id))
        #expect(throws: SealError.self) { try reader.personal(of: sealed) }
        let untouched = try #require(try reader.entry(eventID: other.id))
        #expect(try reader.personal(of: untouched)?["text"] == "Fuite")
        let later = try #require(try reader.entry(eventID: again.id))
        #expect(try reader.personal(of: later)?["text"] == "Encore moi")
        let types = try reader.entries(subject: LedgerBench.family).map(\.type)
        #expect(types == ["person.erase", "person.erased"])
        #expect(try LedgerVerifier.verify(path: bench.path).isWhole)
    }

    @Test func anErasureInTheMiddleOfABatchReachesWhatStoodBeforeIt() throws {
        let bench = try LedgerBench()
        let before = bench.accepted("r1")
        let command = erase(bench, LedgerBench.family)
        let after = bench.accepted("r2", text: "Nouvelle demande")
        try bench.record(before, command, after)
        let reader = try bench.reader()
        let erased = try #require(try reader.entry(eventID: before.id))
        #expect(throws: SealError.self) { try reader.personal(of: erased) }
        let kept = try #require(try reader.entry(eventID: after.id))
        #expect(try reader.personal(of: kept)?["text"] == "Nouvelle demande")
    }

    @Test func aDestroyedKeyIsNotLeftInTheVaultsFile() throws {
        let bench = try LedgerBench()
        try bench.record(bench.accepted("r1"))
        let queue = try DatabaseQueue(path: bench.vaultPath)
        let secret = try #require(
            try queue.read { try Data.fetchOne($0, sql: "SELECT secret FROM key") })
        let file = URL(fileURLWithPath: bench.vaultPath)
        #expect(try Data(contentsOf: file).range(of: secret) != nil)
        try bench.record(erase(bench, LedgerBench.family))
        #expect(try Data(contentsOf: file).range(of: secret) == nil)
        #expect(!FileManager.default.fileExists(atPath: bench.vaultPath + "-wal"))
    }

    @Test func somethingSealedCannotBeMovedToAnotherEntry() throws {
        let bench = try LedgerBench()
        let one = bench.accepted("r1", text: "premier")
        let two = bench.accepted("r2", text: "second")
        try bench.record(one, two)
        let reader = try bench.reader()
        var moved = try #require(try reader.entry(eventID: one.id))
        moved.payload = try #require(try reader.entry(eventID: two.id)).payload
        #expect(throws: SealError.altered) { try reader.personal(of: moved) }
    }

    @Test func aPersonHasOneKeyAndNobodyKnownHasOneAnEvent() throws {
        let bench = try LedgerBench()
        try bench.record(
            bench.accepted("r1"), bench.accepted("r2"),
            bench.event("project.announced", "p1", ["personal": ["address": "Rue 1"]]),
            bench.event("project.announced", "p2", ["personal": ["address": "Rue 2"]]))
        let keys = try DatabaseQueue(path: bench.vaultPath).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM key")
        }
        #expect(keys == 3)
    }

    @Test func aConflictIsAnEntryAndTheFirstStands() throws {
        let bench = try LedgerBench()
        let event = bench.accepted("r1")
        try bench.record(event)
        let other = Event(
            id: event.id, source: event.source, type: event.type, subject: event.subject,
            chamber: event.chamber, time: event.time, causeID: event.causeID,
            traceparent: event.traceparent,
            data: [
                "requestId": "r1", "person": .string(LedgerBench.family),
                "personal": ["phone": "+213550000002", "text": "Autre"],
            ])
        try bench.conflict(other)
        try bench.conflict(other)
        let reader = try bench.reader()
        let entries = try reader.entries(subject: "r1")
        #expect(entries.map(\.type) == ["request.accepted", "conflict.recorded"])
        #expect(entries.last?.causeID == event.id.hex)
        let conflict = try #require(entries.last)
        #expect(try reader.personal(of: conflict)?["text"] == "Autre")
        #expect(!conflict.payload.contains("550000002"))
        #expect(try LedgerVerifier.verify(path: bench.path).isWhole)
    }
}
