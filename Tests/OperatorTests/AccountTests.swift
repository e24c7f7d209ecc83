import LedgerStage
import Model
import Testing

@testable import Operator

@Suite struct AccountTests {
    /// Three requests: one classified, one rejected, one dead at intake.
    private func ledger() throws -> ScriptedLedger {
        let ledger = try ScriptedLedger()
        let accepted = try ledger.say(
            "request.accepted", by: "intake", because: ScriptedLedger.input("a"), subject: "ra",
            ["requestId": "ra", "channel": "sms"])
        try ledger.say(
            "request.classified", by: "classifier", because: accepted, subject: "ra",
            ["requestId": "ra", "decision": "trade"])
        try ledger.say(
            "input.rejected", by: "intake", because: ScriptedLedger.input("b"),
            ["code": "invalid-phone", "exchange": "maalem.in"])
        try ledger.say(
            "dead.lettered", by: "intake", because: ScriptedLedger.input("c"),
            [
                "stage": "intake", "queue": "intake.requests", "reason": "fault", "error": "x",
                "attempts": 2, "headers": [:],
            ])
        return ledger
    }

    private func sheet(
        _ ledger: ScriptedLedger, queued: [String: Int] = [:], published: Set<EventID>? = nil
    ) throws -> AccountSheet {
        let reader = try ledger.reader()
        let chamber = ChamberCode("31")!
        return AccountSheet(
            inputs: try LedgerAccount(chambers: [chamber: reader]).byChamber,
            stages: ["classifier": [chamber: try reader.classifierCount()]], queued: queued,
            published: try published.map { try .init($0, in: [reader]) })
    }

    @Test func everyInputStandsInOneColumn() throws {
        let row = try #require(try sheet(try ledger()).rows.first { $0.name == "maalem.in" })
        #expect(row.known == 3)
        #expect([row.settled, row.rejected, row.dead, row.queued] == [1, 1, 1, 0])
    }

    @Test func whatWaitsInTheQueueIsKnown() throws {
        let sheet = try sheet(try ledger(), queued: ["intake.requests": 4])
        let row = try #require(sheet.rows.first { $0.name == "maalem.in" })
        #expect(row.known == 7)
        #expect(row.queued == 4)
        #expect(sheet.balances)
    }

    @Test func aConfirmedInputThatNobodyKnowsDoesNotBalance() throws {
        let ids = Set(["a", "b", "c", "lost"].map(ScriptedLedger.input))
        let sheet = try sheet(try ledger(), published: ids)
        #expect(sheet.published?.unknown == [ScriptedLedger.input("lost")])
        #expect(!sheet.balances)
        #expect(sheet.problems == ["1 confirmed inputs are unknown, 0 in flight"])
    }

    @Test func whileItWaitsItMayBeUnknown() throws {
        let ids = Set(["a", "waiting"].map(ScriptedLedger.input))
        #expect(try sheet(try ledger(), queued: ["intake.requests": 1], published: ids).balances)
    }

    @Test func aRequestThatTheClassifierLostDoesNotBalance() throws {
        let ledger = try ledger()
        try ledger.say(
            "request.accepted", by: "intake", because: ScriptedLedger.input("d"), subject: "rd",
            ["requestId": "rd", "channel": "sms"])
        let atRest = try sheet(ledger)
        #expect(atRest.rows.first { $0.name == "classifier" }?.open == 1)
        #expect(
            atRest.problems == [
                "classifier: 1 messages have neither an end nor a place in a queue"
            ])
        #expect(try sheet(ledger, queued: ["classifier": 1]).balances)
        // Its answer may still wait for the ledger.
        #expect(try sheet(ledger, queued: ["ledger.31": 1]).balances)
    }

    @Test func whatWaitsInAnOutboxIsKnownAndQueued() throws {
        let chamber = ChamberCode("31")!
        func sheet(_ queued: [String: Int], _ outboxes: [String: Int]) -> AccountSheet {
            AccountSheet(
                inputs: [:],
                stages: ["matcher": [chamber: StageCount(known: 3, settled: 2, dead: 0)]],
                queued: queued, outboxes: outboxes)
        }
        let row = try #require(
            sheet([:], ["matcher.31": 2, "matcher.16": 9]).rows.first { $0.name == "matcher" })
        #expect([row.known, row.settled, row.queued, row.open] == [5, 2, 2, 1])
        #expect(
            sheet([:], [:]).problems == [
                "matcher 31: 1 messages have neither an end nor a place in a queue"
            ])
        #expect(sheet(["matcher.31": 1], [:]).balances)
        // What nobody can read is in no ledger.
        #expect(sheet(["matcher.31": 1, "dead.unreadable": 1], [:]).balances == false)
    }

    @Test func publishedFilesNameIdsOrSources() throws {
        let id = ScriptedLedger.input("a")
        let text = "\(id)\n\nchannel/sms b\nchannel/sms\tc\n"
        let ids = try AccountSheet.Published.read(text, file: "p")
        #expect(ids == [id, ScriptedLedger.input("b"), ScriptedLedger.input("c")])
        #expect(throws: DataFault.self) {
            try AccountSheet.Published.read("nonsense\n", file: "p")
        }
    }
}
