import Configuration
import Model
import StageKit
import Testing

@testable import ClassifierStage

@Suite("The classifier as a stage")
struct ClassifierStageTests {
    let stage: ClassifierStage
    let person = PersonID("p" + String(repeating: "a", count: 32))!
    let now = Instant(milliseconds: 1_800_000_000_000)

    init() throws { stage = try ClassifierStage(try Examples.configuration.get()) }

    func event(_ payload: some EventPayload, chamber: String = "31") throws -> Event {
        try event(type: type(of: payload).type, data: JSON(encoding: payload), chamber: chamber)
    }

    func event(type: String, data: JSON, chamber: String) throws -> Event {
        let cause = EventID(source: "channel/sms", id: "sms-1")
        return Event(
            id: EventID(cause: cause, type: type, discriminator: "0"), source: "stage/intake",
            type: type, subject: nil, chamber: try #require(ChamberCode(chamber)), time: now,
            causeID: cause, traceparent: Traceparent(startingAt: cause), data: data)
    }

    func delivery(_ event: Event) -> Delivery {
        Delivery(
            tag: Delivery.Tag(epoch: 1, number: 1), exchange: "maalem.dispatch",
            routingKey: event.routingKey, body: event.body)
    }

    func accepted(_ text: String) -> RequestAccepted {
        RequestAccepted(
            requestId: "r0123456789abcdef", channel: .sms, person: person, line: .mobile,
            preferredTime: "le matin", submittedAt: now,
            personal: RequestAccepted.Personal(phone: "+213550000001", text: text, name: "N. N."))
    }

    func classified(_ verdict: Verdict) throws -> RequestClassified {
        guard case .emit(let drafts, _) = verdict else {
            throw UnexpectedEvent.type("a rejection")
        }
        #expect(drafts.map(\.type) == ["request.classified"])
        return try #require(drafts.first).data.decode(RequestClassified.self)
    }

    @Test func anAcceptedRequestIsClassified() throws {
        let event = try event(accepted("fuite d'eau, Maraval"))
        let verdict = try stage.handle(delivery(event), at: now)
        let said = try classified(verdict)
        #expect(said.requestId == "r0123456789abcdef")
        #expect(said.round == 1)
        #expect(said.preferredTime == "le matin")
        #expect(said.triage.quartier?.quartier.text == "maraval")
        #expect(said.personal.text == "fuite d'eau, Maraval")
        guard case .emit(_, let cause) = verdict else { return }
        #expect(cause == Cause(event))
    }

    @Test func anAnsweredQuestionIsClassifiedAgain() throws {
        let first = try classified(
            try stage.handle(delivery(try event(accepted("robinet cassé"))), at: now))
        let asked = TriageRequested(
            requestId: first.requestId, channel: .sms, person: person, line: .mobile,
            answerRequestId: "rfedcba9876543210", round: 2, previous: first.triage,
            personal: RequestClassified.Personal(text: "Maraval"))
        let again = try classified(try stage.handle(delivery(try event(asked)), at: now))
        #expect(again.requestId == first.requestId)
        #expect(again.round == 2)
        #expect(again.triage.quartier?.quartier.text == "maraval")
        #expect(again.triage.trades.first?.trade.text == "plombier")
    }

    @Test func theTimeOfReadingLeavesNoTrace() throws {
        let delivery = delivery(try event(accepted("fuite d'eau, Maraval")))
        let later = Instant(milliseconds: now.milliseconds + 86_400_000)
        #expect(try stage.handle(delivery, at: now) == stage.handle(delivery, at: later))
    }

    @Test func personalDataStaysInItsPlace() throws {
        let delivery = delivery(try event(accepted("robinet, appelez Zohra au 0550000001")))
        guard case .emit(let drafts, _) = try stage.handle(delivery, at: now) else { return }
        var data = try #require(drafts.first).data
        data["personal"] = nil
        #expect(!data.canonicalText.contains("Zohra"))
        #expect(!data.canonicalText.contains("550000001"))
    }

    @Test func whatItHasNoAnswerToIsAFault() throws {
        let other = try event(type: "offer.made", data: [:], chamber: "31")
        #expect(throws: UnexpectedEvent.type("offer.made")) {
            try stage.handle(delivery(other), at: now)
        }
        let elsewhere = try event(accepted("fuite"), chamber: "16")
        #expect(throws: UnexpectedEvent.self) { try stage.handle(delivery(elsewhere), at: now) }
        let hollow = try event(type: "request.accepted", data: [:], chamber: "31")
        #expect(throws: DecodingError.self) { try stage.handle(delivery(hollow), at: now) }
        let noise = Delivery(
            tag: Delivery.Tag(epoch: 1, number: 1), exchange: "", routingKey: "", body: [0x7B])
        #expect(throws: JSONError.self) { try stage.handle(noise, at: now) }
    }
}
