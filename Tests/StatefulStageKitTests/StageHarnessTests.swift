import GRDB
import Model
import StatefulStageKit
import Testing

@Suite struct StageHarnessTests {
    @Test func whatAStageSaysCarriesDerivedIds() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        let event = toyEvent("1", amount: 2)
        let said = try harness.deliver(event, at: noon)
        #expect(said.map(\.type) == ["toy.total"])
        #expect(said[0].id == EventID(cause: event.id, type: "toy.total", discriminator: "0"))
        #expect(said[0].causeID == event.id)
        #expect(said[0].source == "stage/toy")
        #expect(said[0].time == noon)
        #expect(said[0].traceparent.traceID == event.traceparent.traceID)
        #expect(try harness.store { try $0.totals() } == ["a": 2])
    }

    @Test func aRepetitionIsSilent() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        #expect(try harness.deliver(toyEvent("1", amount: 2), at: noon).count == 1)
        #expect(try harness.deliver(toyEvent("1", amount: 2), at: noon).isEmpty)
        #expect(harness.duplicates == 1)
        #expect(harness.stage.totals["a"] == 2)
    }

    @Test func theInboxForgetsAfterItsHorizonAndNotBefore() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        let day = 86_400
        func known() throws -> Int {
            try harness.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM kit_inbox") ?? 0
            }
        }
        _ = try harness.deliver(toyEvent("1", amount: 2), at: noon)
        _ = try harness.deliver(toyEvent("2", amount: 2), at: noon.advanced(seconds: 90 * day))
        #expect(try known() == 2)
        _ = try harness.deliver(toyEvent("3", amount: 2), at: noon.advanced(seconds: 91 * day))
        #expect(try known() == 2)
        _ = try harness.deliver(toyEvent("2", amount: 2), at: noon.advanced(seconds: 91 * day))
        #expect(harness.duplicates == 1)
        #expect(harness.stage.totals["a"] == 6)
    }

    @Test func anotherContentUnderAKnownIdIsToldOnce() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        let first = try harness.deliver(toyEvent("1", amount: 2), at: noon)
        let second = try harness.deliver(toyEvent("1", amount: 4), at: noon)
        #expect(second.map(\.data) == [["conflict": true]])
        #expect(harness.conflicts == 1)
        #expect(first[0].id != second[0].id)
        #expect(try harness.deliver(toyEvent("1", amount: 4), at: noon).isEmpty)
        #expect(harness.stage.totals["a"] == 2)
    }

    @Test func aFaultLeavesNothingBehind() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        let batch = [toyEvent("1", amount: 2), toyEvent("2", amount: 4, poison: true)]
        #expect(throws: ToyStage.Failure.self) { try harness.deliver(batch, at: noon) }
        #expect(try harness.store { try $0.totals() }.isEmpty)
        #expect(try harness.deliver(batch[0], at: noon).count == 1)
        #expect(harness.stage.totals == ["a": 2])
        #expect(harness.stage.loads == 2)
    }

    @Test func clocksRingWhenTheyAreDueAndNotBefore() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        let event = toyEvent("1", amount: 1)
        _ = try harness.deliver(event, at: noon)
        #expect(harness.nextDue == noon.advanced(seconds: 1))
        #expect(try harness.tick(at: noon).isEmpty)
        try harness.reload()
        #expect(harness.nextDue == noon.advanced(seconds: 1))
        let rang = try harness.tick(at: noon.advanced(seconds: 2))
        #expect(rang.map(\.type) == ["toy.rang"])
        #expect(rang[0].causeID == event.id)
        #expect(rang[0].traceparent.traceID == event.traceparent.traceID)
        #expect(try harness.tick(at: noon.advanced(seconds: 3)).isEmpty)
    }

    @Test func timeNeverRunsBackwards() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        _ = try harness.deliver(toyEvent("1", amount: 2), at: noon)
        try harness.reload()
        let said = try harness.deliver(toyEvent("2", amount: 2), at: noon.advanced(seconds: -60))
        #expect(said.map(\.time) == [noon])
    }

    @Test func theEndOfATransactionSpeaksOnceAndUnderIdsOfItsOwn() throws {
        var stage = ToyStage()
        stage.saysBatches = true
        let harness = try StageHarness(stage, chamber: oran)
        let batch = (1...3).map { toyEvent("\($0)", amount: 2) }
        let said = try harness.deliver(batch, at: noon)
        #expect(said.last?.data == ["ids": 3])
        #expect(said.last?.causeID == batch[2].id)
        #expect(Set(said.map(\.id)).count == 4)
    }

    @Test func moreClocksThanOneTransactionHoldsAllRing() throws {
        let harness = try StageHarness(ToyStage(), chamber: oran)
        _ = try harness.deliver((0..<450).map { toyEvent("\($0)", amount: 1) }, at: noon)
        let rang = try harness.tick(at: noon.advanced(seconds: 5))
        #expect(rang.count == 450)
        #expect(Set(rang.map(\.id)).count == 450)
    }

    /// Law 3: what comes out depends on the events and their times, not on how they were batched.
    @Test(arguments: 0..<20) func resultsDoNotDependOnTheCut(seed: Int) throws {
        var dice = Dice(seed: UInt64(seed))
        var now = noon
        let input: [(Event, Instant)] = (0..<60).map { index in
            if dice.roll(3) == 0 { now = now.advanced(milliseconds: Int64(dice.roll(900))) }
            let amount = dice.roll(9) - 4
            return (toyEvent("\(index - (dice.roll(10) == 0 ? 1 : 0))", amount: amount), now)
        }
        func run(cuts: () -> Int) throws -> ([Event], ToyStage, [String: Int]) {
            let harness = try StageHarness(ToyStage(), chamber: oran)
            var said: [Event] = []
            var rest = input[...]
            while let time = rest.first?.1 {
                let same = rest.prefix { $0.1 == time }.prefix(max(1, cuts()))
                said += try harness.deliver(same.map(\.0), at: time)
                rest = rest.dropFirst(same.count)
            }
            said += try harness.tick(at: now.advanced(seconds: 9))
            return (said, harness.stage, try harness.store { try $0.totals() })
        }
        let one = try run { 1 }
        let many = try run { dice.roll(12) }
        #expect(one.0 == many.0)
        #expect(one.1.totals == many.1.totals)
        #expect(one.2 == many.2)
    }
}

/// Numbers that follow from a seed (SplitMix64).
struct Dice {
    var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(sides))
    }
}
