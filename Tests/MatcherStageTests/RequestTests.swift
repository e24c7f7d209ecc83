import Model
import Testing

@testable import MatcherStage

@Suite struct RequestTests {
    let desk: Desk

    init() throws {
        desk = try Desk()
        for number in ["P1", "P2", "P3"] { try desk.hire(number) }
        try desk.hire("E1", trades: [City.electrician])
        _ = desk.heard
    }

    // MARK: - The one question

    @Test func aMissingPlaceIsAskedForAndTheAnswerIsReadAgain() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(in: nil))
        let question: QuestionAsked = try desk.last(QuestionAsked.type)
        #expect(question.missing == [.quartier])
        #expect(question.expires == desk.now.advanced(seconds: 1800))
        try desk.ask("r2", from: "Zohra", desk.triage(nil))
        #expect(desk.heard == ["question.asked r1", "request.joined r2 r1", "triage.requested r1"])
        let again: TriageRequested = try desk.last(TriageRequested.type)
        #expect(again.round == 2)
        #expect(again.previous == desk.triage(in: nil))
        #expect(again.personal.text == "texte de r2")
        try desk.ask("r1", from: "Zohra", round: 2)
        #expect(desk.heard == ["offer.made r1 P1"])
    }

    @Test func aSecondReadingThatStillLacksSomethingIsACase() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(sure: 0.3))
        try desk.ask("r2", from: "Zohra", desk.triage(nil, in: nil))
        try desk.ask("r1", from: "Zohra", round: 2, desk.triage(nil))
        #expect(desk.heard.last == "case.opened unsure-triage r1")
        try desk.command(CommandType.requestReclassify, "r1", trade: City.electrician)
        #expect(desk.heard == ["case.closed unsure-triage amina reclassified", "offer.made r1 E1"])
    }

    @Test func aQuestionWithoutAnAnswerIsACase() throws {
        try desk.ask("r1", desk.triage(in: nil))
        try desk.wait(seconds: 1800)
        #expect(desk.heard == ["question.asked r1", "case.opened missing-place r1"])
    }

    @Test func aLandlineCannotBeAskedInWriting() throws {
        try desk.ask("r1", line: .landline, desk.triage(in: nil))
        try desk.ask("r2", line: .landline, desk.triage(nil))
        #expect(desk.heard == ["case.opened missing-place r1", "case.opened unsure-triage r2"])
    }

    @Test func aFullRequestForAnotherTradeIsNoAnswer() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(in: nil))
        try desk.ask("r2", from: "Zohra", desk.triage(City.electrician))
        #expect(desk.heard == ["question.asked r1", "offer.made r2 E1"])
    }

    @Test func thanksAreNoAnswer() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(in: nil))
        try desk.ask("r2", from: "Zohra", desk.triage(nil, in: nil, intent: .thanks))
        #expect(desk.heard == ["question.asked r1"])
        try desk.ask("r3", from: "Zohra", desk.triage(nil))
        #expect(desk.heard == ["request.joined r3 r1", "triage.requested r1"])
    }

    @Test func twoTradesThatMayBeMeantAreNamedInTheQuestion() throws {
        var triage = desk.triage(in: nil, sure: 0.4)
        triage.trades.append(TradeGuess(trade: City.electrician, confidence: 0.3))
        try desk.ask("r1", from: "Zohra", triage)
        let question: QuestionAsked = try desk.last(QuestionAsked.type)
        #expect(question.missing == [.trade, .quartier])
        #expect(question.trades == [City.plumber, City.electrician])
        #expect(question.lastPlace == nil)
        #expect(desk.heard == ["question.asked r1"])
    }

    @Test func thePlaceOfTheLastJobIsOfferedAndAYesTakesIt() throws {
        try desk.ask("r1", from: "Zohra")
        try desk.sent()
        try desk.reply(.yes, by: "P1")
        try desk.ask("r2", from: "Zohra", desk.triage(City.electrician, in: nil))
        let question: QuestionAsked = try desk.last(QuestionAsked.type)
        #expect(question.lastPlace == City.maraval)
        _ = desk.heard
        try desk.reply(.yes, by: "Zohra")
        #expect(desk.heard == ["offer.made r2 E1"])
    }

    @Test func aYesToAQuestionWithoutAPlaceIsNoAnswer() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(in: nil))
        _ = desk.heard
        try desk.reply(.yes, by: "Zohra")
        #expect(desk.heard == ["reply.unmatched no-open-offer"])
    }

    @Test func aPlaceOrTradeOfAnotherChamberCountsAsMissing() throws {
        let far = QuartierID("bab-el-oued")
        try desk.ask("r1", desk.triage(TradeID("horloger"), in: far))
        let question: QuestionAsked = try desk.last(QuestionAsked.type)
        #expect(question.missing == [.trade, .quartier])
    }

    // MARK: - Danger

    @Test func nothingIsOfferedBeforeADangerIsReleased() throws {
        try desk.ask("r1", desk.triage(danger: .gas))
        try desk.wait(seconds: 7200)
        try desk.command(CommandType.requestAssign, "r1", to: "P2")
        #expect(
            desk.heard == [
                "case.opened danger r1", "command.refused request.assign wrong-state",
            ])
        let opened: CaseOpened = try desk.last(CaseOpened.type)
        #expect(opened.danger == .gas)
        try desk.closeLastCase(outcome: "release")
        #expect(desk.heard == ["case.closed danger amina release", "offer.made r1 P1"])
    }

    @Test func aDangerThatIsNotReleasedEndsTheRequest() throws {
        try desk.ask("r1", desk.triage(danger: .gas))
        try desk.closeLastCase(outcome: "cancelled")
        #expect(
            desk.heard == [
                "case.opened danger r1", "case.closed danger amina cancel",
                "request.cancelled r1",
            ])
    }

    @Test func aWordThatDoesNotSayWhatIsToHappenLeavesADangerAsItIs() throws {
        try desk.ask("r1", desk.triage(danger: .gas))
        let danger: CaseOpened = try desk.last(CaseOpened.type)
        for word in ["dealt with", nil] {
            try desk.tell(
                CommandType.caseClose,
                CaseCommand(
                    caseId: danger.caseId, outcome: word, operator: "amina", reason: "called"))
            let refused: CommandRefused = try desk.last(CommandRefused.type)
            #expect(refused.code == "unknown-outcome")
            #expect(refused.detail.contains("release, cancel"))
        }
        try desk.closeLastCase(outcome: "released")
        #expect(desk.heard.last == "offer.made r1 P1")
    }

    @Test func aDangerInAnAnswerIsACaseAtOnce() throws {
        try desk.ask("r1", from: "Zohra", desk.triage(in: nil))
        try desk.ask("r2", from: "Zohra", desk.triage(nil, danger: .gas))
        try desk.ask("r1", from: "Zohra", round: 2, desk.triage(danger: .gas))
        #expect(
            desk.heard == [
                "question.asked r1", "request.joined r2 r1", "triage.requested r1",
                "case.opened danger r1",
            ])
        try desk.closeLastCase(outcome: "release")
        #expect(desk.heard.last == "offer.made r1 P1")
    }

    // MARK: - The same again, and no request at all

    @Test func theSameRequestAgainIsLinkedWhileTheFirstIsInHand() throws {
        try desk.ask("r1", from: "Zohra")
        try desk.ask("r2", from: "Zohra")
        try desk.ask("r3", from: "Zohra", desk.triage(City.electrician))
        try desk.reply(.yes, by: "P1")
        try desk.command(CommandType.jobReport, "r1", outcome: "done")
        try desk.ask("r4", from: "Zohra")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "request.linked r2 r1", "offer.made r3 E1",
                "offer.accepted r1 P1", "request.assigned r1 P1", "job.done r1 P1",
                "offer.made r4 P2",
            ])
    }

    @Test func whatAsksForNoWorkIsACaseOnlyWhereAPersonMustAnswer() throws {
        for (index, intent) in [Intent.complaint, .jobSeeker, .thanks, .spam].enumerated() {
            try desk.ask("r\(index)", desk.triage(nil, in: nil, intent: intent))
        }
        #expect(desk.heard == ["case.opened complaint r0", "case.opened affiliation r1"])
    }

    // MARK: - Commands

    @Test func aCancelTakesTheOpenOfferBackAndSpendsNoTurn() throws {
        try desk.ask("r1")
        try desk.sent()
        try desk.command(CommandType.requestCancel, "r1")
        try desk.reply(.yes, by: "P1")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 cancelled", "request.cancelled r1",
                "reply.unmatched P1 no-open-offer",
            ])
        try desk.ask("r2")
        #expect(desk.heard == ["offer.made r2 P1"])
    }

    @Test func aCancelOfAnAssignedJobGivesTheTurnBack() throws {
        try desk.ask("r1")
        try desk.reply(.yes, by: "P1")
        try desk.command(CommandType.requestCancel, "r1")
        #expect(
            desk.heard.suffix(2) == [
                "offer.rescinded r1 P1 cancelled", "request.cancelled r1",
            ])
        try desk.ask("r2")
        #expect(desk.heard == ["offer.made r2 P1"])
        let offer: OfferMade = try desk.last(OfferMade.type)
        #expect(offer.receipt.ranked.first?.turns == 0)
    }

    @Test func anOperatorAssignsAndTheOpenOfferIsTakenBack() throws {
        try desk.ask("r1")
        try desk.command(CommandType.requestAssign, "r1", to: "P3")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 assigned-by-operator",
                "request.assigned r1 P3",
            ])
        try desk.command(CommandType.requestAssign, "r1", to: "P2")
        #expect(desk.heard == ["command.refused request.assign already-assigned"])
    }

    @Test func whoeverWasGivenWorkByAnOperatorHearsThatItIsOff() throws {
        try desk.ask("r1")
        try desk.command(CommandType.requestAssign, "r1", to: "P3")
        try desk.command(CommandType.requestCancel, "r1")
        let cancelled: RequestCancelled = try desk.last(RequestCancelled.type)
        #expect(cancelled.job?.registerNumber == RegisterNumber("P3"))
        #expect(cancelled.job?.trade == City.plumber)
    }

    @Test func anOperatorCanGiveWorkOnlyUnderAConvention() throws {
        try desk.ask("r1")
        try desk.convention(CommandType.conventionSuspended, "P2")
        _ = desk.heard
        try desk.command(CommandType.requestAssign, "r1", to: "P2")
        try desk.command(CommandType.requestAssign, "r1", to: "nobody")
        try desk.command(CommandType.requestAssign, "r1")
        #expect(
            desk.heard == [
                "command.refused request.assign no-convention",
                "command.refused request.assign unknown-artisan",
                "command.refused request.assign missing-member",
            ])
    }

    @Test func anotherTradeTakesTheOpenOfferBackAndStartsAnew() throws {
        try desk.ask("r1")
        try desk.command(CommandType.requestReclassify, "r1", trade: City.electrician)
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 reclassified", "offer.made r1 E1",
            ])
    }

    @Test func anUnfilledRequestCanBeTriedAgain() throws {
        try desk.ask("r1", desk.triage(in: City.canastel))
        try desk.hire("C1", in: [City.canastel])
        _ = desk.heard
        try desk.command(CommandType.requestReclassify, "r1")
        #expect(desk.heard == ["case.closed nobody-found amina reclassified", "offer.made r1 C1"])
    }

    @Test func whatAFamilyMustHearAndDidNotIsACase() throws {
        for (index, type) in [NotificationReport.failed, NotificationReport.skipped].enumerated() {
            try desk.tell(
                type,
                NotificationReport(
                    notificationId: "n\(index)", purpose: .assignedFamily,
                    person: City.person("Zohra"), via: "outbox", requestId: "r\(index)",
                    reason: index == 0 ? "gateway" : "landline"))
        }
        #expect(desk.heard == ["case.opened sending r0", "case.opened call-sheet r1"])
    }

    @Test func aCommandThatOvertookItsRequestWaitsForIt() throws {
        try desk.command(CommandType.requestCancel, "r1")
        try desk.ask("r1")
        #expect(
            desk.heard == [
                "offer.made r1 P1", "offer.rescinded r1 P1 cancelled", "request.cancelled r1",
            ])
    }

    @Test func aCommandAboutNothingIsRefusedAfterAWhile() throws {
        try desk.command(CommandType.requestCancel, "r9")
        try desk.wait(seconds: 599)
        #expect(desk.heard == [])
        try desk.wait(seconds: 1)
        #expect(
            desk.heard == [
                "command.refused request.cancel unknown-request", "case.opened unknown-subject r9",
            ])
    }

    @Test func whatIsOverStaysOver() throws {
        try desk.ask("r1")
        try desk.command(CommandType.requestCancel, "r1")
        _ = desk.heard
        try desk.command(CommandType.requestCancel, "r1")
        try desk.command(CommandType.requestReclassify, "r1", urgency: .week)
        try desk.command(CommandType.jobReport, "r1", outcome: "done")
        #expect(
            desk.heard == [
                "command.refused request.cancel wrong-state",
                "command.refused request.reclassify wrong-state",
                "command.refused job.report wrong-state",
            ])
    }
}
