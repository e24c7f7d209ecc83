import Foundation
import GRDB
import Model
import Testing

@testable import MatcherStage

@Suite struct ReplayTests {
    static let seeds: [UInt64] = [1, 2, 3, 4]

    private func lived(_ seed: UInt64, steps: Int = 250) throws -> Desk {
        let desk = try Desk()
        var life = CityLife(desk, seed: seed)
        try life.live(steps)
        try desk.wait(seconds: 3600)
        return desk
    }

    @Test(arguments: seeds) func whatMustAlwaysBeTrueIs(seed: UInt64) throws {
        let desk = try Desk()
        var life = CityLife(desk, seed: seed)
        try life.live(400)
        var watch = Watch()
        for moment in desk.moments { try watch.see(moment) }
        #expect(desk.said.contains { $0.type == RequestAssigned.type })
    }

    @Test(arguments: seeds) func theSameInputsSayTheSameEvents(seed: UInt64) throws {
        let first = try lived(seed)
        let second = try Desk()
        try second.replay(first.inputs)
        #expect(second.said == first.said)
    }

    @Test(arguments: seeds) func whereABatchIsCutChangesNothing(seed: UInt64) throws {
        let desk = try Desk()
        var life = CityLife(desk, seed: seed)
        try life.live(250)
        let together = try Desk()
        try together.replay(desk.inputs, together: true)
        let reloaded = try Desk()
        try reloaded.replay(desk.inputs, reloading: true)
        #expect(together.decisions == desk.decisions)
        #expect(reloaded.decisions == desk.decisions)
        #expect(together.said.count < desk.said.count)
    }

    @Test func everyInputIsCountedOnceAndInOrder() throws {
        let desk = try lived(7)
        var position: Int64 = 0
        var events: [String] = []
        for tally in try desk.payloads(MatcherApplied.self) {
            position += Int64(tally.ids.count)
            #expect(tally.position == position)
            events += tally.ids.filter { !$0.contains(":") }
        }
        let delivered = desk.inputs.compactMap { input in
            if case .event(let event) = input.input { event.id.hex } else { nil }
        }
        #expect(events == delivered)
    }

    @Test func everyReceiptIsTheDigestOfWhatWasDecided() throws {
        let desk = try lived(8)
        let rows = try desk.database.read {
            try Row.fetchAll($0, sql: "SELECT offer, decided FROM decision")
        }
        let kept = Dictionary(
            uniqueKeysWithValues: rows.map { row in
                let decided: [UInt8] = Array(row["decided"] as Data)
                return (row["offer"] as String, EventID(body: decided).hex)
            })
        let made = try desk.payloads(OfferMade.self)
        #expect(!made.isEmpty)
        for offer in made { #expect(kept[offer.offerId] == offer.receipt.digest) }
    }
}

extension Desk {
    /// What was decided, without the tallies, which follow the batches.
    var decisions: [Event] { said.filter { $0.type != MatcherApplied.type } }

    /// Applies what another desk was told, at the same times.
    /// - Parameters:
    ///   - together: events of one moment in one transaction, and clocks one by one
    ///   - reloading: a new process for each transaction
    func replay(
        _ inputs: [(now: Instant, input: Input)], together: Bool = false, reloading: Bool = false
    ) throws {
        var batch: [Event] = []
        func flush() throws {
            if !batch.isEmpty { try deliver(batch) }
            batch = []
        }
        for (moment, input) in inputs {
            if reloading { try restart() }
            if moment != now { try flush() }
            now = moment
            switch input {
            case .event(let event):
                batch.append(event)
                if !together { try flush() }
            case .clocks:
                try flush()
                try ringClocks(limit: together ? 1 : 100)
            }
        }
        try flush()
    }
}
