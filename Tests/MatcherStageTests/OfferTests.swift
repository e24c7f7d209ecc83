import Model
import Testing

@testable import MatcherStage

@Suite struct OfferTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        for number in ["P1", "P2", "P3"] { try desk.hire(number) }
        _ = desk.heard
    }

    @Test func aYesAssignsTheRequest() throws {
        try desk.ask("r1")
        #expect(desk.heard == ["offer.made r1 P1"])
        try desk.sent()
        #expect(desk.heard == [])
        try desk.reply(.yes, by: "P1")
        #expect(desk.heard == ["offer.accepted r1 P1", "request.assigned r1 P1"])
    }

    @Test func aNoPassesTheTurnOn() throws {
        try desk.ask("r1")
        try desk.sent()
        try desk.reply(.no, by: "P1")
        #expect(desk.heard == ["offer.made r1 P1", "offer.refused r1 P1", "offer.made r1 P2"])
        let refused: OfferEnded = try desk.last(OfferEnded.refused)
        #expect(refused.turnSpent)
    }

    @Test func silencePassesTheTurnOnOnceTheTimeSinceSendingIsOver() throws {
        try desk.ask("r1")
        try desk.wait(seconds: 100)
        try desk.sent()
        try desk.wait(seconds: 299)
        #expect(desk.heard == ["offer.made r1 P1"])
        try desk.wait(seconds: 1)
        #expect(desk.heard == ["offer.expired r1 P1", "offer.made r1 P2"])
    }

    @Test func aMessageThatIsNotSentInTimeSpendsNoTurn() throws {
        try desk.ask("r1")
        try desk.wait(seconds: 120)
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 undelivered", "offer.made r1 P2",
            ])
        let taken: OfferEnded = try desk.last(OfferEnded.rescinded)
        #expect(!taken.turnSpent)
        try desk.reply(.yes, by: "P2")
        try desk.ask("r2")
        let next: OfferMade = try desk.last(OfferMade.type)
        #expect(next.registerNumber.text == "P1")
    }

    @Test(arguments: [NotificationReport.failed, NotificationReport.uncertain])
    func aMessageThatFailedPassesTheTurnOn(type: String) throws {
        try desk.ask("r1")
        try desk.lastOffer(type, reason: "gateway")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 undelivered", "offer.made r1 P2",
            ])
    }

    @Test func aLateYesMatchesNothing() throws {
        try desk.ask("r1")
        try desk.sent()
        try desk.wait(seconds: 300)
        _ = desk.heard
        try desk.reply(.yes, by: "P1")
        #expect(desk.heard == ["reply.unmatched P1 no-open-offer"])
    }

    @Test func aReplyTriedAgainAnswersNoOfferMadeAfterIt() throws {
        let old = try desk.event(ReplyParsed.type, desk.parsed(.yes, by: "P1"))
        try desk.wait(seconds: 60)
        try desk.ask("r1")
        try desk.sent()
        _ = desk.heard
        try desk.deliver([old])
        #expect(desk.heard == ["reply.unmatched P1 no-open-offer"])
    }

    @Test func aSecondYesMatchesNothingAndChangesNothing() throws {
        try desk.ask("r1")
        try desk.sent()
        try desk.reply(.yes, by: "P1")
        try desk.reply(.yes, by: "P1")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.accepted r1 P1", "request.assigned r1 P1",
                "reply.unmatched P1 no-open-offer",
            ])
    }

    @Test func aYesThatOvertookTheReportOfItsMessageCounts() throws {
        try desk.ask("r1")
        try desk.reply(.yes, by: "P1")
        try desk.sent()
        try desk.wait(seconds: 3600)
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.accepted r1 P1", "request.assigned r1 P1",
            ])
    }

    @Test func aCodePicksTheOfferAndAWrongOnePicksNone() throws {
        try desk.ask("r1")
        let offer: OfferMade = try desk.last(OfferMade.type)
        #expect(offer.code.count == 4)
        let wrong = offer.code == "0000" ? "0001" : "0000"
        try desk.reply(.yes, by: "P1", code: wrong)
        try desk.reply(.yes, by: "P2", code: offer.code)
        try desk.reply(.yes, by: "P1", code: offer.code)
        #expect(
            desk.heard == [
                "offer.made r1 P1", "reply.unmatched P1 no-open-offer",
                "reply.unmatched P2 no-open-offer", "offer.accepted r1 P1",
                "request.assigned r1 P1",
            ])
    }

    @Test func aBareYesOfATelephoneWithTwoOpenOffersPicksNone() throws {
        try desk.hire("C1", phone: "shared", in: [City.canastel])
        try desk.hire("C2", phone: "shared", in: [City.canastel])
        try desk.ask("r1", desk.triage(in: City.canastel))
        let first: OfferMade = try desk.last(OfferMade.type)
        try desk.ask("r2", desk.triage(in: City.canastel))
        let second: OfferMade = try desk.last(OfferMade.type)
        #expect(first.code != second.code)
        _ = desk.heard
        try desk.reply(.yes, by: "shared")
        try desk.reply(.yes, by: "shared", code: second.code)
        #expect(
            desk.heard == [
                "reply.unmatched C1 several-open", "offer.accepted r2 C2",
                "request.assigned r2 C2",
            ])
    }

    @Test func whenEnoughWereAskedAPersonTakesOver() throws {
        try desk.ask("r1")
        for number in ["P1", "P2", "P3"] { try desk.reply(.no, by: number) }
        #expect(
            desk.heard.suffix(3) == [
                "offer.refused r1 P3", "request.unfilled r1", "case.opened nobody-found r1",
            ])
    }

    @Test func aLandlineOpensACallSheetAndTheOperatorAnswersForTheArtisan() throws {
        try desk.ask("r1")
        try desk.lastOffer(NotificationReport.skipped, reason: "landline")
        let offer: OfferMade = try desk.last(OfferMade.type)
        try desk.wait(seconds: 600)
        #expect(desk.heard == ["offer.made r1 P1", "case.opened call-sheet \(offer.offerId)"])
        try desk.closeLastCase(outcome: "yes")
        #expect(
            desk.heard == [
                "case.closed call-sheet amina yes", "offer.accepted r1 P1",
                "request.assigned r1 P1",
            ])
    }

    @Test func aCallSheetThatNobodyDealsWithSpendsNoTurn() throws {
        try desk.ask("r1")
        try desk.lastOffer(NotificationReport.skipped, reason: "landline")
        _ = desk.heard
        try desk.wait(seconds: 900)
        #expect(
            desk.heard == [
                "offer.rescinded r1 P1 undelivered",
                "case.closed call-sheet matcher offer-rescinded", "offer.made r1 P2",
            ])
    }

    @Test func whoeverIsLeftButBusyIsWaitedFor() throws {
        for request in ["r1", "r2", "r3", "r4"] { try desk.ask(request) }
        #expect(desk.heard == ["offer.made r1 P1", "offer.made r2 P2", "offer.made r3 P3"])
        try desk.reply(.yes, by: "P2")
        #expect(
            desk.heard == [
                "offer.accepted r2 P2", "request.assigned r2 P2", "offer.made r4 P2",
            ])
    }

    @Test func waitingForWhoeverIsBusyEnds() throws {
        try desk.hire("C1", in: [City.canastel])
        try desk.ask("r1", desk.triage(in: City.canastel, urgency: .week))
        try desk.sent()
        try desk.ask("r2", desk.triage(in: City.canastel, urgency: .emergency))
        _ = desk.heard
        try desk.wait(seconds: 180)
        #expect(desk.heard == ["request.unfilled r2", "case.opened nobody-found r2"])
    }
}
