import IntakeStage
import Model
import StageKit
import Testing

struct RejectionTests {
    @Test("Every refusal has its code and names its field", arguments: RejectionTable.rows.indices)
    func refusals(_ index: Int) throws {
        let row = RejectionTable.rows[index]
        let verdict = try Desk.intake().handle(row.delivery, at: Desk.now)
        let rejection = try #require(verdict.rejection)
        #expect(rejection.code == row.code)
        #expect(rejection.field == row.field)
        #expect(rejection.bodySHA256 == EventID(body: row.delivery.body).hex)
        #expect(rejection.exchange == row.delivery.exchange)
        #expect(!rejection.detail.isEmpty)
    }

    @Test("The table holds every code of the closed list")
    func everyCode() {
        #expect(Set(RejectionTable.rows.map(\.code)) == Set(RejectionCode.allCases))
    }

    @Test("A refusal is filed under the chamber it names, and under 00 where none can be read")
    func chambers() throws {
        func chamber(_ event: JSON, exchange: String = "maalem.in") throws -> String {
            let type = event["type"]?.string.flatMap(Event.shortType) ?? "request.submitted"
            let verdict = try Desk.say(event, type: type, exchange: exchange)
            #expect(verdict.rejection != nil)
            return verdict.cause.chamber.text
        }
        #expect(try chamber(RejectionTable.member("phone", "1548")) == "31")
        #expect(try chamber(RejectionTable.attribute("type", "dz.cam.x.v1")) == "31")
        #expect(try chamber(RejectionTable.member("chamber", "16")) == "00")
        #expect(try chamber(RejectionTable.member("chamber", 31)) == "00")
        #expect(try chamber(["specversion": "1.0"]) == "00")
        #expect(try chamber("x") == "00")
        var data = Desk.request
        data["chamber"] = nil
        data["phone"] = "14"
        #expect(try chamber(Desk.event("request.submitted", data)) == "31")
        data["channel"] = "whatsapp"
        #expect(try chamber(Desk.event("request.submitted", data)) == "99")
        let take = Desk.event("case.take", ["caseId": "c1"])
        #expect(try chamber(take, exchange: "maalem.commands") == "00")
    }

    @Test("A refusal says nothing of what was sent but its source and type")
    func nothingPersonal() throws {
        for row in RejectionTable.rows {
            let verdict = try Desk.intake().handle(row.delivery, at: Desk.now)
            guard case .reject(let draft, _, _) = verdict else { continue }
            let text = draft.data.canonicalText
            for secret in ["0550", "550000001", "Fuite", "Karim", "1548", "astronaute"] {
                #expect(!text.contains(secret))
            }
        }
    }

    @Test("A refused input is known by its identity where it has one, else by its body")
    func identity() throws {
        let named = try Desk.say(
            RejectionTable.member("phone", "1548"), type: "request.submitted")
        #expect(named.cause.id == EventID(source: "channel/sms", id: "sms-8f14e45f"))
        #expect(named.rejection?.inputSource == "channel/sms")
        #expect(named.rejection?.inputType == "request.submitted")
        for broken in [
            RejectionTable.attribute("id", nil), RejectionTable.attribute("id", "a\u{1}"),
            RejectionTable.attribute("source", 5),
        ] {
            let verdict = try Desk.say(broken, type: "request.submitted")
            #expect(verdict.cause.id == EventID(body: broken.canonicalBytes))
        }
    }
}
