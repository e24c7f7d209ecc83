import Model
import Testing

@testable import MatcherStage

@Suite struct TurnTests {
    let desk: Desk

    init() throws { desk = try Desk() }

    private func offer() throws -> OfferMade { try desk.last(OfferMade.type) }

    @Test func thoseOfTheQuartierComeBeforeNeighboursWhoWaitedLonger() throws {
        try desk.hire("N1", in: [City.medioni])
        try desk.hire("P1")
        try desk.ask("r1")
        let offer = try offer()
        #expect(offer.receipt.ranked.map(\.registerNumber.text) == ["P1", "N1"])
        #expect(offer.receipt.ranked.map(\.isNeighbour) == [false, true])
    }

    @Test func onlySoManyNeighboursAreAsked() throws {
        for number in ["N1", "N2"] { try desk.hire(number, in: [City.medioni]) }
        try desk.ask("r1")
        try desk.reply(.no, by: "N1")
        #expect(
            desk.heard.suffix(3) == [
                "offer.refused r1 N1", "request.unfilled r1", "case.opened nobody-found r1",
            ])
    }

    @Test func theReceiptCountsEveryArtisanOfTheTradeOnce() throws {
        let night = WorkingHours(days: ["7": WorkingHours.Span(from: 1320, until: 360)])
        try desk.hire("here")
        try desk.hire("far", in: [City.canastel])
        try desk.hire("night", hours: night)
        try desk.hire("out")
        try desk.available("out", false)
        try desk.hire("ended")
        try desk.convention(CommandType.conventionTerminated, "ended")
        try desk.hire("full", capacity: 0)
        try desk.hire("other", trades: [City.electrician])
        try desk.ask("r1")
        let receipt = try offer().receipt
        #expect(receipt.eligible == 1)
        #expect(
            receipt.excluded == [
                "elsewhere": 1, "outside-hours": 1, "checked-out": 1, "no-convention": 1,
                "at-capacity": 1,
            ])
        #expect(receipt.rulesVersion == "2026-1")
    }

    @Test func gasNeedsTheQualification() throws {
        try desk.hire("G1", trades: [City.gasFitter])
        try desk.hire("G2", trades: [City.gasFitter], qualifications: ["gas"])
        try desk.ask("r1", desk.triage(City.gasFitter))
        #expect(try offer().registerNumber.text == "G2")
        #expect(try offer().receipt.excluded == ["not-qualified": 1])
    }

    @Test func jobsInHandFillTheCapacityUntilTheyAreReportedOrOld() throws {
        try desk.hire("P1", capacity: 1)
        try desk.ask("r1")
        try desk.reply(.yes, by: "P1")
        try desk.ask("r2")
        #expect(desk.heard.contains("request.unfilled r2"))
        try desk.command(CommandType.jobReport, "r1", outcome: "started")
        try desk.ask("r3")
        #expect(desk.heard.contains("request.unfilled r3"))
        try desk.command(CommandType.jobReport, "r1", outcome: "done")
        try desk.ask("r4")
        try desk.reply(.yes, by: "P1")
        #expect(desk.heard.last == "request.assigned r4 P1")
        try desk.wait(seconds: 24 * 3600)
        try desk.ask("r5")
        #expect(desk.heard.last == "offer.made r5 P1")
    }

    @Test func hoursPastMidnightBelongToTheDayBefore() {
        let saturday = WorkingHours(days: ["6": WorkingHours.Span(from: 1320, until: 360)])
        var artisan = Artisan(Artisan.Profile(desk.record("P1", hours: saturday)))
        #expect(artisan.isInHours(LocalMoment(weekday: 6, minute: 1400)))
        #expect(artisan.isInHours(LocalMoment(weekday: 7, minute: 359)))
        #expect(!artisan.isInHours(LocalMoment(weekday: 7, minute: 360)))
        #expect(!artisan.isInHours(LocalMoment(weekday: 6, minute: 1319)))
        artisan.profile.hours = nil
        #expect(artisan.isInHours(LocalMoment(weekday: 6, minute: 0)))
    }

    @Test func everyTurnGoesToWhoeverWaitedLongest() throws {
        for number in ["P1", "P2", "P3"] { try desk.hire(number, capacity: 9) }
        var asked: [String] = []
        for request in 1...6 {
            try desk.ask("r\(request)")
            let number = try offer().registerNumber.text
            asked.append(number)
            try desk.reply(request % 2 == 0 ? .no : .yes, by: number)
            if request % 2 == 0 { try desk.command(CommandType.requestCancel, "r\(request)") }
            try desk.wait(seconds: 60)
        }
        #expect(asked == ["P1", "P2", "P3", "P1", "P2", "P3"])
    }
}
