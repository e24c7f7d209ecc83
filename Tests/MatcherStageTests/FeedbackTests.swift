import Model
import StageKit
import Testing

@testable import MatcherStage

/// What a channel hears from the matcher of the requests that it sent.
@Suite struct FeedbackTests {
    let desk: Desk
    let web = InputName(source: "channel/web", id: "form-7")

    init() throws {
        desk = try Desk()
        for number in ["P1", "P2"] { try desk.hire(number) }
    }

    private func ask(_ id: String, from person: String = "Zohra", _ triage: Triage? = nil) throws {
        var request = desk.request(id, from: person, triage ?? desk.triage())
        request.personal.input = web
        try desk.tell(RequestClassified.type, request)
    }

    private var told: [FeedbackGiven] { get throws { try desk.payloads(FeedbackGiven.self) } }
    private var outcomes: [FeedbackOutcome] { get throws { try told.map(\.outcome) } }

    @Test func theWayOfARequestIsToldToItsEnd() throws {
        try ask("r1")
        try desk.sent()
        try desk.reply(.yes, by: "P1")
        try desk.command(CommandType.jobReport, "r1", outcome: "done")
        #expect(try outcomes == [.assigned, .done])
        let last = try #require(try told.last)
        #expect(last.inputSource == "channel/web" && last.inputId == "form-7")
        #expect(last.channel == .web && last.requestId == "r1")
        // The end was told: the name is forgotten.
        #expect(try desk.database.read { try MatcherStore($0).inputName(of: "r1") } == nil)
    }

    @Test func aQuestionSaysWhatIsMissingAndAnAnswerIsJoined() throws {
        try ask("r1", desk.triage(in: nil))
        #expect(try told.last?.missing == [.quartier])
        try ask("r2", desk.triage(nil))
        #expect(try outcomes == [.asked, .joined])
        #expect(try told.last?.into == "r1")
    }

    @Test func whatWaitsForAPersonIsToldAndWhenItIsDone() throws {
        try ask("r1", desk.triage(danger: .gas))
        #expect(try told.map(\.kind) == [.danger])
        try desk.command(CommandType.requestCancel, "r1")
        #expect(try outcomes.contains(.cancelled))
    }

    @Test func thanksAreNoRequest() throws {
        try ask("r1", desk.triage(nil, in: nil, intent: .thanks))
        #expect(try outcomes == [.notARequest])
    }

    @Test func aChannelWithoutFeedbackHearsNothing() throws {
        try desk.ask("r1")
        try desk.sent()
        try desk.reply(.yes, by: "P1")
        #expect(try outcomes == [])
    }

    @Test func feedbackNamesNobodyElse() throws {
        try ask("r1")
        try desk.sent()
        try desk.reply(.yes, by: "P1")
        let event = try #require(desk.said.last { $0.type == FeedbackGiven.type })
        let members = Set(event.data.object?.keys ?? [:].keys)
        #expect(members == ["channel", "inputSource", "inputId", "outcome", "requestId"])
        #expect(event.message.exchange == "maalem.feedback")
        #expect(event.message.routingKey == "web")
    }
}
