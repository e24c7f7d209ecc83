import IntakeStage
import Model
import StageKit
import Testing

/// What a channel hears of its inputs from intake.
@Suite struct FeedbackTests {
    private func say(
        _ data: JSON, source: String = "channel/web/portal", type: String = "request.submitted",
        exchange: String = "maalem.in"
    ) throws -> Verdict {
        var event = Desk.event(type, data)
        event["source"] = .string(source)
        let intake = try Desk.intake(feedback: [.web])
        return try intake.handle(
            Desk.delivery(event.canonicalBytes, type: type, exchange: exchange), at: Desk.now)
    }

    private func told(_ verdict: Verdict) throws -> [FeedbackGiven] {
        let drafts =
            switch verdict {
            case .emit(let drafts, _): drafts
            case .reject(let draft, let besides, _): [draft] + besides
            }
        return try drafts.filter { $0.type == FeedbackGiven.type }.map { try $0.data.decode() }
    }

    @Test func aRequestThatIsTakenIsToldWithItsId() throws {
        let verdict = try say(Desk.request)
        let told = try #require(try told(verdict).first)
        #expect(told.channel == .web)
        #expect(told.outcome == .accepted)
        #expect(told.inputSource == "channel/web/portal")
        #expect(told.inputId == "sms-8f14e45f")
        #expect(told.requestId == verdict.cause.id.subject("r"))
        #expect(try self.told(say(Desk.request)) == [told])
    }

    @Test func aRefusalIsToldWithCodeAndField() throws {
        var request = Desk.request
        request["phone"] = "12"
        let told = try #require(try told(say(request)).first)
        #expect(told.outcome == .rejected)
        #expect(told.code == .invalidPhone)
        #expect(told.field == "data.phone")
        #expect(told.bodySHA256?.count == 64)
        #expect(told.inputId == "sms-8f14e45f")
    }

    @Test func aReplyIsTakenWithoutARequest() throws {
        let told = try told(
            say(["channel": "web", "phone": "0550000001", "text": "OUI"], type: "message.received"))
        #expect(told.map(\.outcome) == [.accepted])
        #expect(told.first?.requestId == nil)
    }

    @Test(arguments: ["channel/sms", "web", "channel", "channel/webb", "portal/web"])
    func nobodyElseIsTold(source: String) throws {
        #expect(try told(say(Desk.request, source: source)) == [])
    }

    @Test func operatorsHearByOtherWays() throws {
        let verdict = try say(
            Desk.artisan, source: "channel/web", type: "artisan.registered",
            exchange: "maalem.commands")
        #expect(try told(verdict) == [])
    }

    @Test func onlyARequestOfSuchAChannelCarriesItsName() throws {
        func name(_ source: String) throws -> InputName? {
            guard case .emit(let drafts, _) = try say(Desk.request, source: source) else {
                return nil
            }
            let accepted: RequestAccepted = try #require(drafts.first).data.decode()
            return accepted.personal.input
        }
        #expect(
            try name("channel/web") == InputName(source: "channel/web", id: "sms-8f14e45f"))
        #expect(try name("channel/sms") == nil)
    }

    @Test func feedbackGoesToItsChannelAndNamesNobody() throws {
        let verdict = try say(Desk.request)
        guard case .emit(let drafts, let cause) = verdict else { return }
        let events = Speaker(source: "stage/intake").events(
            drafts, cause: cause.id, chamber: cause.chamber, traceparent: cause.traceparent,
            at: Desk.now)
        let message = try #require(events.last).message
        #expect(message.exchange == "maalem.feedback")
        #expect(message.routingKey == "web")
        let text = String(decoding: message.body, as: UTF8.self)
        #expect(!text.contains("550000001") && !text.contains("personal"))
        #expect(events.first?.message.exchange == "maalem.dispatch")
    }
}
