import Bootstrap
import LedgerStage
import Model
import Testing

@testable import Operator

@Suite struct StoryTests {
    private func scripted() throws -> ScriptedLedger {
        let ledger = try ScriptedLedger()
        let accepted = try ledger.say(
            "request.accepted", by: "intake", because: ScriptedLedger.input("a"), subject: "ra",
            [
                "requestId": "ra", "channel": "sms", "person": .string("p" + person),
                "personal": ["phone": "+213550000001", "text": "روبيني يقطر"],
            ])
        let classified = try ledger.say(
            "request.classified", by: "classifier", because: accepted, subject: "ra",
            [
                "requestId": "ra", "decision": "trade", "urgency": "today",
                "trades": [["trade": "plombier", "confidence": 0.93]],
                "quartier": ["quartier": "maraval", "confidence": 1],
            ])
        let made = try ledger.say(
            "offer.made", by: "matcher", because: classified, subject: "ra",
            [
                "offerId": "o1", "requestId": "ra", "registerNumber": "31-A-7", "wave": 1,
                "code": "4721",
            ])
        try ledger.say(
            "notification.sent", by: "notifier", because: made, subject: nil,
            [
                "requestId": "ra", "offerId": "o1", "registerNumber": "31-A-7", "purpose": "offer",
                "via": "outbox",
            ])
        let reply = try ledger.say(
            "reply.parsed", by: "intake", because: ScriptedLedger.input("reply"), ["reply": "yes"])
        try ledger.say(
            "offer.accepted", by: "matcher", because: reply, subject: "ra",
            ["offerId": "o1", "requestId": "ra", "registerNumber": "31-A-7"])
        try ledger.say(
            "request.accepted", by: "intake", because: ScriptedLedger.input("other"),
            subject: "rb", ["requestId": "rb", "channel": "web"])
        return ledger
    }

    private let person = String(repeating: "0", count: 32)
    private let local = LocalTime(zone: "Africa/Algiers")

    @Test func aStoryReadsFromTheRequestToTheYes() throws {
        let ledger = try scripted()
        let story = try Story(of: "ra", in: try ledger.reader(), opening: false)
        #expect(
            story.text(local) == [
                "Request ra, 2026-11-22",
                "10:00:01.000  1  request.accepted    came by sms",
                "10:00:02.000  2  request.classified  plombier 93 %, maraval, today ← 1",
                "10:00:03.000  3  offer.made          o1 to 31-A-7 wave 1 code 4721 ← 2",
                "10:00:04.000  4  notification.sent   offer to 31-A-7 by outbox ← 3",
                "10:00:05.000  5  reply.parsed        a reply says yes",
                "10:00:06.000  6  offer.accepted      31-A-7 says yes ← 5",
                "6 entries in 5.0 s",
            ])
    }

    @Test func whatIsSealedIsShownToWhoHasTheVault() throws {
        let ledger = try scripted()
        let reader = try ledger.reader(opening: true)
        let text = try Story(of: "ra", in: reader, opening: true).text(local)
        #expect(text.contains { $0.hasSuffix("text: \u{2068}روبيني يقطر\u{2069}") })
        let closed = try Story(of: "ra", in: reader, opening: false)
        #expect(!closed.json.canonicalText.contains("+213550000001"))
    }

    @Test func anUnknownRequestIsAnErrorOfTheData() throws {
        let reader = try scripted().reader()
        let fault = #expect(throws: Failure.self) {
            try Story(of: "rx", in: reader, opening: false)
        }
        #expect(fault?.code == .data)
    }
}
