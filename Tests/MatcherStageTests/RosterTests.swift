import Model
import Testing

@testable import MatcherStage

@Suite struct RosterTests {
    let desk: Desk

    init() throws { desk = try Desk() }

    // MARK: - Conventions

    @Test func aConventionIsActiveFromItsFirstDayToItsLast() throws {
        try desk.tell(CommandType.artisanRegistered, desk.record("P1"))
        try desk.convention(
            CommandType.conventionSigned, "P1", from: "2026-11-24", until: "2026-11-25")
        #expect(desk.heard == [])
        // Midnight in Oran is 23:00 UTC.
        try desk.wait(seconds: 39 * 3600)
        #expect(desk.heard == ["convention.activated P1"])
        #expect(desk.now == Instant(rfc3339: "2026-11-23T23:00:00Z"))
        try desk.wait(seconds: 48 * 3600 - 1)
        #expect(desk.heard == [])
        try desk.wait(seconds: 1)
        #expect(desk.heard == ["convention.expired P1"])
    }

    @Test func aConventionBeforeItsArtisanWaits() throws {
        try desk.convention(CommandType.conventionSigned, "P1")
        try desk.available("P1", true)
        try desk.tell(CommandType.artisanRegistered, desk.record("P1"))
        #expect(desk.heard == ["convention.activated P1", "artisan.checked-in P1"])
    }

    @Test func aConventionForNobodyIsRefusedAfterAWhile() throws {
        try desk.convention(CommandType.conventionSigned, "P1")
        try desk.wait(seconds: 600)
        #expect(
            desk.heard == [
                "command.refused convention.signed unknown-artisan",
                "case.opened unknown-subject P1",
            ])
        try desk.tell(CommandType.artisanRegistered, desk.record("P1"))
        #expect(desk.heard == [])
    }

    @Test func suspendingTakesTheOpenOfferBackAndResumingBringsOffersAgain() throws {
        try desk.hire("P1")
        try desk.hire("P2")
        try desk.ask("r1")
        _ = desk.heard
        try desk.convention(CommandType.conventionSuspended, "P1")
        #expect(desk.heard == ["offer.rescinded r1 P1 convention-ended", "offer.made r1 P2"])
        try desk.convention(CommandType.conventionResumed, "P1")
        try desk.ask("r2")
        #expect(desk.heard == ["convention.activated P1", "offer.made r2 P1"])
    }

    @Test(arguments: [
        [CommandType.conventionResumed], [CommandType.conventionSuspended],
        [CommandType.conventionTerminated],
        [CommandType.conventionSigned, CommandType.conventionResumed],
        [
            CommandType.conventionSigned, CommandType.conventionTerminated,
            CommandType.conventionSuspended,
        ],
    ])
    func aConventionRefusesWhatItsStateDoesNotAllow(types: [String]) throws {
        try desk.tell(CommandType.artisanRegistered, desk.record("P1"))
        for type in types { try desk.convention(type, "P1") }
        #expect(desk.heard.last == "command.refused \(types.last ?? "") wrong-state")
    }

    @Test(arguments: [("2026-13-01", nil), ("2026-02-30", nil), ("2026-12-02", "2026-12-01")])
    func datesThatAreNoneAreRefused(from: String, until: String?) throws {
        try desk.tell(CommandType.artisanRegistered, desk.record("P1"))
        try desk.convention(CommandType.conventionSigned, "P1", from: from, until: until)
        #expect(desk.heard == ["command.refused convention.signed invalid-dates"])
    }

    @Test func aRenewalKeepsThePlaceInTheOrder() throws {
        try desk.hire("P1")
        try desk.hire("P2")
        try desk.convention(CommandType.conventionSigned, "P1", until: "2027-12-31")
        let renewed: ConventionChanged = try desk.last(ConventionChanged.activated)
        #expect(renewed.until == "2027-12-31")
        try desk.ask("r1")
        #expect(desk.heard.last == "offer.made r1 P1")
    }

    // MARK: - Records

    @Test func aLateRecordChangesNothing() throws {
        try desk.hire("P1")
        let here = desk.record("P1", in: [City.canastel], sequence: 5)
        let late = desk.record("P1", in: [City.maraval], sequence: 4)
        try desk.tell(CommandType.artisanUpdated, here)
        try desk.tell(CommandType.artisanUpdated, late)
        try desk.ask("r1", desk.triage(in: City.canastel))
        #expect(desk.heard.last == "offer.made r1 P1")
    }

    @Test func aNewTelephoneAnswersTheOpenOffer() throws {
        try desk.hire("P1")
        try desk.ask("r1")
        try desk.tell(CommandType.artisanUpdated, desk.record("P1", phone: "new"))
        _ = desk.heard
        try desk.reply(.yes, by: "P1")
        try desk.reply(.yes, by: "new")
        #expect(desk.heard.last == "request.assigned r1 P1")
        #expect(try desk.payloads(ReplyUnmatched.self).count == 1)
    }

    // MARK: - Coming and going

    @Test func availableBringsWhoeverIsOutsideTheHours() throws {
        let monday = WorkingHours(days: ["1": WorkingHours.Span(from: 480, until: 1020)])
        try desk.hire("P1", hours: monday)
        try desk.ask("r1")
        try desk.reply(.available, by: "P1")
        try desk.ask("r2")
        #expect(
            desk.heard == [
                "convention.activated P1", "request.unfilled r1", "case.opened nobody-found r1",
                "artisan.checked-in P1", "offer.made r2 P1",
            ])
    }

    @Test func unavailableHoldsForTheDay() throws {
        try desk.hire("P1")
        try desk.reply(.unavailable, by: "P1")
        try desk.ask("r1")
        try desk.wait(seconds: 24 * 3600)
        try desk.ask("r2")
        #expect(
            desk.heard == [
                "convention.activated P1", "artisan.checked-out P1", "request.unfilled r1",
                "case.opened nobody-found r1", "offer.made r2 P1",
            ])
    }

    @Test func availableFromNobodyMatchesNothing() throws {
        try desk.reply(.available, by: "stranger")
        #expect(desk.heard == ["reply.unmatched unknown-artisan"])
    }
}
