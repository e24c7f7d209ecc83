import Model
import Testing

@testable import MatcherStage

@Suite struct OutageTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        for number in ["P1", "P2"] { try desk.hire(number) }
        try desk.ask("r1")
        try desk.sent()
        _ = desk.heard
    }

    @Test func afterALongOutageAnOpenOfferIsArmedAgainOnce() throws {
        desk.outage(seconds: 4000)
        try desk.restart()
        try desk.ringClocks()
        try desk.wait(seconds: 299)
        #expect(desk.heard == [])
        try desk.wait(seconds: 1)
        #expect(desk.heard == ["offer.expired r1 P1", "offer.made r1 P2"])
    }

    @Test func aReplyThatWaitedThroughTheOutageCounts() throws {
        desk.outage(seconds: 4000)
        try desk.restart()
        try desk.ringClocks()
        try desk.reply(.yes, by: "P1")
        #expect(desk.heard == ["offer.accepted r1 P1", "request.assigned r1 P1"])
    }

    @Test func theOutageIsNoticedAlsoWhereDeliveriesComeBeforeTheClocks() throws {
        desk.outage(seconds: 4000)
        try desk.restart()
        try desk.available("P2", true)
        try desk.wait(seconds: 299)
        #expect(desk.heard == ["artisan.checked-in P2"])
    }

    @Test func aShortOutageGivesBackWhatItTook() throws {
        try desk.wait(seconds: 200)
        try desk.available("P2", true)
        desk.outage(seconds: 130)
        try desk.ringClocks()
        // 100 of the 300 seconds fell into the outage.
        try desk.wait(seconds: 99)
        #expect(desk.heard == ["artisan.checked-in P2"])
        try desk.wait(seconds: 1)
        #expect(desk.heard == ["offer.expired r1 P1", "offer.made r1 P2"])
    }

    @Test func aQuietTimeIsNoOutage() throws {
        desk.outage(seconds: 300)
        try desk.ringClocks()
        #expect(desk.heard == ["offer.expired r1 P1", "offer.made r1 P2"])
    }

    @Test func aSecondOutageGivesNoThirdTerm() throws {
        for _ in 1...2 {
            desk.outage(seconds: 4000)
            try desk.restart()
            try desk.ringClocks()
        }
        #expect(desk.heard == ["offer.expired r1 P1", "offer.made r1 P2"])
    }

    @Test func anUnsentOfferAndAQuestionAreGivenTheirTimeBackToo() throws {
        try desk.ask("r2", desk.triage())
        try desk.ask("r3", from: "Zohra", desk.triage(in: nil))
        desk.outage(seconds: 4000)
        try desk.restart()
        try desk.ringClocks()
        try desk.ask("r4", from: "Zohra", desk.triage(nil))
        #expect(
            desk.heard == [
                "offer.made r2 P2", "question.asked r3", "request.joined r4 r3",
                "triage.requested r3",
            ])
    }
}
