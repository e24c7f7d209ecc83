import IntakeStage
import Model
import StageKit
import Testing

struct AcceptanceTests {
    @Test("The contract's example becomes one request.accepted")
    func request() throws {
        let verdict = try Desk.say("request.submitted", Desk.request)
        let id = EventID(source: "channel/sms", id: "sms-8f14e45f")
        #expect(verdict.cause.id == id)
        #expect(verdict.cause.chamber == Desk.oran)
        #expect(verdict.cause.traceparent == Traceparent(startingAt: id))
        let draft = try #require(verdict.accepted)
        #expect(draft.type == "request.accepted")
        #expect(draft.subject == "r" + id.hex.prefix(16))
        let accepted: RequestAccepted = try draft.data.decode()
        #expect(
            accepted
                == RequestAccepted(
                    requestId: id.subject("r"), channel: .sms,
                    person: Desk.pepper.person(e164: "+213550000001"), line: .mobile,
                    submittedAt: Instant(rfc3339: "2026-11-22T09:00:00Z"),
                    personal: .init(phone: "+213550000001", text: "Fuite d'eau, Maraval")))
    }

    @Test("Everything that a request may say is where it belongs, personal data in one place")
    func fullRequest() throws {
        let draft = try #require(
            try Desk.say(
                "request.submitted",
                [
                    "channel": "desk", "phone": "O41 33 00 01", "text": "  Panne \n",
                    "chamber": "99",
                    "place": "derrière la gare", "quartier": "Cité Maraval", "address": "Bt 4",
                    "siteContact": "le gardien", "name": "Amina", "language": "ar",
                    "urgency": "today", "trade": "electricien", "preferredTime": "le soir",
                    "unknown": ["ignored": true],
                ]
            ).accepted)
        let accepted: RequestAccepted = try draft.data.decode()
        #expect(accepted.channel == .desk && accepted.line == .landline)
        #expect(accepted.language == .arabic && accepted.urgency == .today && accepted.isVerdict)
        #expect(accepted.trade?.text == "electricien" && accepted.quartier?.text == "maraval")
        #expect(accepted.place == "derrière la gare" && accepted.preferredTime == "le soir")
        #expect(
            accepted.personal
                == .init(
                    phone: "+21341330001", text: "Panne", name: "Amina", address: "Bt 4",
                    siteContact: "le gardien"))
        var rest = draft.data
        rest["personal"] = nil
        for secret in ["Amina", "41330001", "gardien", "Bt 4", "Panne"] {
            #expect(!rest.canonicalText.contains(secret))
        }
    }

    @Test("Null and empty optional members are absent; a hint from elsewhere is no verdict")
    func absent() throws {
        var data = Desk.request
        for name in ["name", "place", "trade", "urgency"] { data[name] = .null }
        for name in ["address", "quartier", "language", "siteContact"] { data[name] = "" }
        let bare = try Desk.say("request.submitted", data).accepted
        #expect(bare == (try Desk.say("request.submitted", Desk.request).accepted))
        data["trade"] = "plombier"
        let hinted: RequestAccepted? = try Desk.say("request.submitted", data).accepted?.data
            .decode()
        #expect(hinted?.isVerdict == false && hinted?.trade?.text == "plombier")
        data["channel"] = "desk"
        data["trade"] = nil
        let unsaid: RequestAccepted? = try Desk.say("request.submitted", data).accepted?.data
            .decode()
        #expect(unsaid?.isVerdict == false)
    }

    @Test("A place that nobody knows is kept as said; an id or a known name is a quartier")
    func places() throws {
        func accepted(_ name: String, _ said: String) throws -> RequestAccepted? {
            var data = Desk.request
            data[name] = .string(said)
            return try Desk.say("request.submitted", data).accepted?.data.decode()
        }
        let unknown = try accepted("quartier", "Atlantide")
        #expect(unknown?.quartier == nil && unknown?.place == "Atlantide")
        for name in ["quartier", "place"] {
            let id = try accepted(name, "es-senia")
            #expect(id?.quartier?.text == "es-senia" && id?.place == nil)
            #expect(try accepted(name, "cité Maraval")?.quartier?.text == "maraval")
        }
    }

    @Test("Without a chamber the channel's default holds, else the configured one")
    func chambers() throws {
        var data = Desk.request
        data["chamber"] = nil
        #expect(try Desk.say("request.submitted", data).cause.chamber == Desk.oran)
        data["channel"] = "whatsapp"
        #expect(try Desk.say("request.submitted", data).cause.chamber == Desk.sandbox)
        data["chamber"] = "31"
        #expect(try Desk.say("request.submitted", data).cause.chamber == Desk.oran)
    }

    @Test("A message is a reply where the grammar knows it, else a request")
    func messages() throws {
        var data = Desk.request
        data["text"] = "Oui 4721, merci"
        let reply = try #require(try Desk.say("message.received", data).accepted)
        #expect(reply.type == "reply.parsed")
        #expect(
            try reply.data.decode()
                == ReplyParsed(
                    channel: .sms, person: Desk.pepper.person(e164: "+213550000001"),
                    line: .mobile, reply: .yes, code: "4721",
                    personal: .init(phone: "+213550000001", text: "Oui 4721, merci")))
        data["text"] = "Oui il me faut un plombier"
        let request = try #require(try Desk.say("message.received", data).accepted)
        #expect(request.type == "request.accepted")
        data["text"] = "OUI"
        #expect(try Desk.say("request.submitted", data).accepted?.type == "request.accepted")
    }

    @Test("A missed call says what the number rung means")
    func missedCalls() throws {
        func reply(_ called: String) throws -> Verdict {
            try Desk.say(
                "call.missed",
                ["channel": "phone", "phone": "0661000002", "called": .string(called)])
        }
        let yes: ReplyParsed? = try reply("041 00 00 01").accepted?.data.decode()
        #expect(yes?.reply == .yes && yes?.personal.text == nil && yes?.channel == .phone)
        let available: ReplyParsed? = try reply("+213 41 00 00 02").accepted?.data.decode()
        #expect(available?.reply == .available)
        for wrong in ["041 00 00 03", "1548", "x"] {
            let rejection = try reply(wrong).rejection
            #expect(rejection?.code == .invalidField && rejection?.field == "data.called")
        }
    }

    @Test("A valid trace of the channel is carried on, an invalid one replaced")
    func traces() throws {
        let text = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let traced = RejectionTable.attribute("traceparent", .string(text))
        #expect(
            try Desk.say(traced, type: "request.submitted").cause.traceparent.text == text)
        let broken = RejectionTable.attribute("traceparent", "00-0-0-0")
        let verdict = try Desk.say(broken, type: "request.submitted")
        #expect(verdict.cause.traceparent == Traceparent(startingAt: verdict.cause.id))
        #expect(verdict.accepted != nil)
    }

    @Test(
        "The content type may be in any case and carry parameters",
        arguments: [
            "application/cloudevents+json", "Application/CloudEvents+JSON",
            "application/cloudevents+json; charset=utf-8",
            "application/cloudevents+json;CHARSET=\"UTF-8\"; v=1",
        ])
    func contentTypes(_ type: String) throws {
        let event = Desk.event("request.submitted", Desk.request)
        let bom: [UInt8] = [0xEF, 0xBB, 0xBF]
        let delivery = Desk.delivery(
            bom + event.canonicalBytes, type: "request.submitted", contentType: type,
            headerBytes: 8192)
        #expect(try Desk.intake().handle(delivery, at: Desk.now).accepted != nil)
    }

    @Test("Two thousand characters are a text, whatever they weigh")
    func longestText() throws {
        var data = Desk.request
        data["text"] = .string(" " + String(repeating: "ع", count: 2000) + " ")
        #expect(try Desk.say("request.submitted", data).accepted != nil)
    }

    @Test("Without a pepper there is no intake")
    func noPepper() throws {
        #expect(throws: PepperError.self) {
            try Desk.intake(peppers: Peppers([Desk.oran: Desk.pepper]))
        }
    }
}
