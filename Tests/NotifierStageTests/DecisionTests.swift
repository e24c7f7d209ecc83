import Model
import StatefulStageKit
import Testing

@testable import NotifierStage

/// What is sent, what is not, and what is said of it.
@Suite struct DecisionTests {
    private let gateway = ScriptedSender()

    private func bench(knowing people: Bool = true) throws -> NotifierBench {
        let bench = try NotifierBench(gateway)
        if people {
            try bench.tell(bench.accepted())
            try bench.tell(bench.registered())
        }
        return bench
    }

    @Test func theSameEventTwiceMakesOneMessage() async throws {
        let bench = try bench()
        let offer = try bench.offer()
        try bench.tell(offer)
        try bench.tell(offer)
        #expect(try await bench.work() == ["notification.sent offer"])
        try bench.tell(offer)
        #expect(try await bench.work() == [])
        #expect(gateway.messages.count == 1)
    }

    @Test func whatIsSaidCarriesNothingPersonal() async throws {
        let bench = try bench()
        try bench.tell(bench.assigned())
        for effect in try bench.harness.begin(at: bench.at(0)) {
            let outcome = await bench.harness.stage.perform(effect)
            for event in try bench.harness.settle(effect, outcome, at: bench.at(0)) {
                let text = event.data.canonicalText
                #expect(!text.contains("+213"))
                #expect(!text.contains("Saïdi"))
                #expect(event.data["notificationId"]?.string?.count == 17)
                #expect(event.data["via"] == "sms")
                #expect(event.subject == "r1")
            }
        }
    }

    @Test func whatIsLateIsNotSent() throws {
        let bench = try bench()
        let expired = try bench.offer(expires: 5)
        #expect(try bench.tell(expired, at: 5) == ["notification.skipped offer (expired)"])
    }

    @Test func aMessageTriedAgainIsNotSentAsIfItWereNew() throws {
        let bench = try bench()
        let assigned = try bench.assigned()
        let late = try bench.tell(assigned, at: 25 * 3600)
        #expect(late.allSatisfy { $0.contains("(expired)") })
        #expect(late.count == 2)
    }

    @Test func anOfferThatEndedBeforeItWasHeardOfIsNotSent() async throws {
        let bench = try bench()
        let offer = try bench.offer(expires: 600)
        let ended = try bench.ended(OfferEnded.rescinded, reason: "undelivered")
        try bench.tell(ended, at: 120)
        #expect(try bench.tell(offer, at: 180) == ["notification.skipped offer (withdrawn)"])
        #expect(try await bench.work(at: 181) == [])
        #expect(gateway.messages.isEmpty)
    }

    @Test func whatBecomesLateWhileItWaitsIsNotSent() async throws {
        let bench = try bench()
        try bench.tell(bench.offer(expires: 30))
        #expect(bench.harness.nextDue == bench.at(30))
        #expect(try bench.tick(at: 30) == ["notification.skipped offer (expired)"])
        #expect(try await bench.work(at: 30) == [])
    }

    @Test func aLandlineGetsNoSMS() throws {
        let bench = try bench(knowing: false)
        try bench.tell(bench.accepted(line: .landline))
        #expect(try bench.tell(bench.danger()) == ["notification.skipped safety (landline)"])
    }

    @Test func somebodyUnknownIsWaitedForAMinute() async throws {
        let bench = try bench(knowing: false)
        #expect(try bench.tell(bench.danger()) == [])
        #expect(try await bench.work() == [])
        #expect(try bench.tick(at: 59) == [])
        #expect(try bench.tick(at: 60) == ["notification.skipped safety (no-contact)"])
    }

    @Test func aNumberThatComesLateIsUsed() async throws {
        let bench = try bench(knowing: false)
        try bench.tell(bench.danger())
        try bench.tell(bench.accepted(), at: 20)
        #expect(try await bench.work(at: 20) == ["notification.sent safety"])
        #expect(try bench.tick(at: 60) == [])
    }

    @Test func aSafetyLineGoesFirst() async throws {
        let bench = try bench()
        try bench.tell(bench.offer())
        try bench.tell(bench.danger(), at: 1)
        try await bench.work(at: 1)
        #expect(gateway.messages.map(\.purpose) == [.safety, .offer])
    }

    @Test func anOfferThatWasTakenBackBeforeItLeftIsNotSent() async throws {
        let bench = try bench()
        try bench.tell(bench.offer())
        let rescinded = try bench.ended(OfferEnded.rescinded, reason: "cancelled")
        #expect(try bench.tell(rescinded) == ["notification.skipped offer (withdrawn)"])
        #expect(try await bench.work() == [])
    }

    @Test(arguments: [
        (OfferEnded.rescinded, "cancelled", 1), (OfferEnded.rescinded, "faster", 1),
        (OfferEnded.rescinded, "undelivered", 0), (OfferEnded.expired, nil, 0),
        (OfferEnded.refused, nil, 0), (OfferEnded.accepted, nil, 0),
    ])
    func onlyAnOfferTakenBackIsClosedWithAWord(
        type: String, reason: String?, words: Int
    ) async throws {
        let bench = try bench()
        try bench.tell(bench.offer())
        try await bench.work()
        try bench.tell(bench.ended(type, reason: reason))
        try await bench.work()
        #expect(
            gateway.messages.dropFirst().map(\.purpose).filter { $0 == .offerClosed }.count
                == words)
    }

    @Test func aCancelTellsTheFamilyAndWhoeverAnOperatorHadGivenTheWork() async throws {
        let bench = try bench()
        let job = RequestCancelled.Job(
            registerNumber: try #require(RegisterNumber("31-A-1")), artisan: NotifierBench.artisan,
            artisanLanguage: .french, trade: try #require(TradeID("plombier")),
            quartier: try #require(QuartierID("maraval")))
        try bench.tell(
            bench.harness.event(
                RequestCancelled(
                    requestId: "r1", person: NotifierBench.family, channel: .sms,
                    language: .french, operator: "amina", reason: "called back", job: job),
                named: "cancelled", at: NotifierBench.start))
        try await bench.work()
        #expect(Set(gateway.messages.map(\.purpose)) == [.cancelled, .offerClosed])
        let word = try #require(gateway.messages.first { $0.purpose == .offerClosed })
        #expect(word.text.contains("Maraval"))
    }

    @Test func anOfferTakenBackWhileItIsBeingSentIsClosedAfterwards() async throws {
        let bench = try bench()
        try bench.tell(bench.offer())
        let effect = try #require(try bench.harness.begin(at: bench.at(0)).first)
        try bench.tell(bench.ended(OfferEnded.rescinded, reason: "cancelled"))
        _ = try bench.harness.settle(effect, .sending(.sent), at: bench.at(1))
        #expect(try await bench.work(at: 1) == ["notification.sent offer-closed"])
    }

    @Test func aPersonIsToldOnceInAWhileThatNothingIsOpen() async throws {
        let bench = try bench()
        func unmatched(_ name: String) throws -> Event {
            try bench.harness.event(
                ReplyUnmatched(
                    person: NotifierBench.artisan, line: .mobile, language: .french,
                    registerNumber: nil, reply: .yes, reason: "no-open-offer"),
                named: name, at: NotifierBench.start)
        }
        try bench.tell(unmatched("1"))
        try bench.tell(unmatched("2"), at: 10)
        #expect(try await bench.work(at: 10).count == 1)
        try bench.tell(unmatched("3"), at: 601)
        #expect(try await bench.work(at: 601).count == 1)
    }

    @Test func aCaseOfAnotherKindIsNoBusinessOfTheFamilys() throws {
        let bench = try bench()
        let file = CaseOpened(
            caseId: "c2", kind: .unsureTriage, about: "r1", person: NotifierBench.family,
            deadline: bench.at(60), detail: "")
        try bench.tell(bench.harness.event(file, named: "case", at: NotifierBench.start))
        #expect(try bench.harness.begin(at: bench.at(0)) == [])
    }

    @Test func someoneWhoLooksForWorkIsToldHowToJoin() async throws {
        let bench = try bench()
        let file = CaseOpened(
            caseId: "c2", kind: .affiliation, about: "r1", requestId: "r1",
            person: NotifierBench.family, language: .french, deadline: bench.at(60), detail: "")
        try bench.tell(bench.harness.event(file, named: "case", at: NotifierBench.start))
        #expect(try await bench.work() == ["notification.sent affiliation"])
    }

    @Test func aDeliveryReportSettlesWhatWasSent() async throws {
        let bench = try bench()
        try bench.tell(bench.offer())
        try await bench.work()
        let id = try #require(gateway.messages.first).notificationID
        let report = bench.draft(
            CommandType.deliveryReported,
            ["notificationId": .string(id), "status": "delivered"], named: "report")
        #expect(try bench.tell(report) == ["notification.delivered offer"])
        let late = bench.draft(
            CommandType.deliveryReported,
            ["notificationId": .string(id), "status": "failed"], named: "late")
        #expect(try bench.tell(late) == [])
        let unknown = bench.draft(
            CommandType.deliveryReported,
            ["notificationId": "n0", "status": "failed"], named: "unknown")
        #expect(try bench.tell(unknown) == [])
    }

    @Test func anErasedPersonIsForgottenAndWritesNoMore() async throws {
        let bench = try bench()
        try bench.tell(bench.danger())
        try await bench.work()
        try bench.tell(
            bench.harness.event(
                RequestUnfilled(
                    requestId: "r1", person: NotifierBench.family, channel: .sms,
                    language: .french, trade: TradeID("plombier")!,
                    quartier: QuartierID("maraval")!, offers: 3),
                named: "unfilled", at: NotifierBench.start))
        let erase = bench.draft(
            CommandType.personErase,
            ["person": .string(NotifierBench.family.text), "operator": "op1", "reason": "r"],
            named: "erase")
        #expect(try bench.tell(erase) == ["notification.skipped unfilled (erased)"])
        try await bench.work()
        #expect(gateway.messages.map(\.purpose) == [.safety])
        #expect(gateway.forgotten.contains(gateway.messages[0].notificationID))
        let rest = try bench.harness.store { store in
            (try store.contact(NotifierBench.family), try store.request("r1"))
        }
        #expect(rest.0 == nil)
        #expect(rest.1 == nil)
    }
}
