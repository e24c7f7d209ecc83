import Bootstrap
import Foundation
import LedgerStage
import Model
import Testing

@testable import Operator

@Suite struct DeadLetterTests {
    let ledger: ScriptedLedger
    private let chamber = ChamberCode("31")!

    init() throws { ledger = try ScriptedLedger() }

    private var place: PlaceOptions {
        var place = PlaceOptions()
        place.data = ledger.folder.path
        return place
    }

    @discardableResult
    private func bury(
        _ stage: String, _ event: EventID, type: String, error: String = "boom 17"
    ) throws -> String {
        try ledger.say(
            "dead.lettered", by: stage, because: event,
            [
                "stage": .string(stage), "queue": .string("\(stage).31"), "reason": "fault",
                "error": .string(error), "attempts": 2, "headers": [:],
                "originalId": .string(event.hex), "originalType": .string(type),
                "exchange": "maalem.dispatch", "routingKey": .string("\(type).31"),
                "personal": ["bodyBase64": "e30="],
            ]
        ).subject("d")
    }

    private func offer(_ id: String, expires: String) throws -> EventID {
        try ledger.say(
            "offer.made", by: "matcher", because: ScriptedLedger.input(id), subject: "r1",
            [
                "offerId": .string(id), "requestId": "r1", "registerNumber": "31-A-1",
                "person": .string("p" + String(repeating: "a", count: 32)), "line": "mobile",
                "language": "fr", "code": "1234", "wave": 1, "trade": "plombier",
                "quartier": "maraval", "urgency": "today", "respondWithinSeconds": 300,
                "expires": .string(expires), "rulesVersion": "1",
                "receipt": [
                    "position": 1, "ranked": [], "eligible": 0, "excluded": [:],
                    "rulesVersion": "1", "digest": "",
                ],
            ])
    }

    private func preview(at now: String) throws -> [String] {
        let desk = try DeadLetterDesk(place, chamber)
        let preview = try ReplayPreview(
            try desk.letters(), desk, at: Instant(rfc3339: now)!)
        return preview.table.rows.compactMap { $0.last?.string }
    }

    @Test func oneFaultIsOneGroup() throws {
        for (index, error) in ["boom 17", "boom 18", "other"].enumerated() {
            try bury(
                "matcher", ScriptedLedger.input("\(index)"), type: "reply.parsed", error: error)
        }
        let letters = try DeadLetterDesk(place, chamber).letters()
        let table = DeadList.groups(letters, nil)
        #expect(table.rows.map { $0[3] } == [2, 1])
        #expect(Set(letters.map(\.group)).count == 2)
        let group = try #require(table.rows.first?.first?.string)
        #expect(group.count == 9)
        let desk = try DeadLetterDesk(place, chamber)
        #expect(try desk.chosen(ids: [], group: group, all: false).count == 2)
        #expect(throws: Failure.self) {
            try desk.chosen(ids: [], group: "g00000000", all: false)
        }
        #expect(throws: Failure.self) { try desk.chosen(ids: [], group: nil, all: false) }
    }

    @Test func thePreviewSaysWhoIsWrittenToAndWhoNoMore() throws {
        let offer = try offer("o1", expires: "2026-11-22T09:30:00.000Z")
        try bury("notifier", offer, type: "offer.made")
        #expect(
            try preview(at: "2026-11-22T09:10:00Z") == ["artisan 31-A-1: offer, within 20 min 0 s"])
        #expect(try preview(at: "2026-11-22T09:31:00Z") == ["nobody: expired (offer)"])
        try ledger.say(
            "offer.rescinded", by: "matcher", because: ScriptedLedger.input("x"), subject: "r1",
            ["offerId": "o1", "reason": "undelivered", "turnSpent": false])
        #expect(try preview(at: "2026-11-22T09:10:00Z") == ["nobody: the offer is undelivered"])
    }

    @Test func aLetterIsNamedOnce() throws {
        let id = try bury("matcher", ScriptedLedger.input("1"), type: "reply.parsed")
        #expect(
            try preview(at: "2026-11-22T10:00:00Z")
                == ["nobody, unless an offer older than the reply is open"])
        try ledger.say(
            CommandType.deadDrop, by: "intake", because: ScriptedLedger.input("c"), subject: id,
            ["deadLetterId": .string(id), "operator": "op1", "reason": "x"])
        let desk = try DeadLetterDesk(place, chamber)
        #expect(try desk.letters().isEmpty)
        #expect(throws: Failure.self) {
            try desk.chosen(ids: [id], group: nil, all: false)
        }
    }
}
