// swift-format-ignore-file
import IntakeStage
import Model
import StageKit
import Testing

/// What goes in and, byte for byte, what comes out.
struct TranscriptTests {
    private func said(_ type: String, _ data: JSON) throws -> String {
        let verdict = try Desk.say(type, data)
        let drafts: [Draft]
        switch verdict {
        case .emit(let emitted, _): drafts = emitted
        case .reject(let draft, _, _): drafts = [draft]
        }
        let events = Speaker(source: "stage/intake").events(
            drafts, cause: verdict.cause.id, chamber: verdict.cause.chamber,
            traceparent: verdict.cause.traceparent, at: Desk.now)
        return events.map {
            String(decoding: $0.body, as: UTF8.self).replacing(",\"", with: ",\n\"")
        }.joined(separator: "\n")
    }

    @Test("A request, word for word")
    func request() throws {
        var data = Desk.request
        data["quartier"] = "Cité Es-Sénia"
        data["place"] = "en face de la mosquée"
        data["name"] = "Amina"
        data["language"] = "fr"
        #expect(
            try said("request.submitted", data)
                == #"""
            {"causeid":"b95206749674dbce970475a0f94530bcf3402e622ad9a3b95b99eca0c31a85d1",
            "chamber":"31",
            "data":{"channel":"sms",
            "isVerdict":false,
            "language":"fr",
            "line":"mobile",
            "person":"pcd48594e2459962331b4da54551547c9",
            "personal":{"name":"Amina",
            "phone":"+213550000001",
            "text":"Fuite d'eau, Maraval"},
            "place":"en face de la mosquée",
            "quartier":"es-senia",
            "requestId":"rb95206749674dbce",
            "submittedAt":"2026-11-22T09:00:00.000Z"},
            "datacontenttype":"application/json",
            "id":"6727ba14b98e3e59de9f2f771ebebf910fb191bb77e71b4e65b3aec80b110673",
            "source":"stage/intake",
            "specversion":"1.0",
            "subject":"rb95206749674dbce",
            "time":"2026-11-23T09:00:00.000Z",
            "traceparent":"00-b95206749674dbce970475a0f94530bc-6727ba14b98e3e59-01",
            "type":"dz.cam.request.accepted.v1"}
            """#)
    }

    @Test("A reply, word for word")
    func reply() throws {
        var data = Desk.request
        data["text"] = "نعم ٤٧٢١"
        #expect(
            try said("message.received", data)
                == #"""
            {"causeid":"b95206749674dbce970475a0f94530bcf3402e622ad9a3b95b99eca0c31a85d1",
            "chamber":"31",
            "data":{"channel":"sms",
            "code":"4721",
            "line":"mobile",
            "person":"pcd48594e2459962331b4da54551547c9",
            "personal":{"phone":"+213550000001",
            "text":"نعم ٤٧٢١"},
            "reply":"yes"},
            "datacontenttype":"application/json",
            "id":"cd2c7410ad798e67111f3f4a19e8c4022349c7eabb0df631fee68f182937640c",
            "source":"stage/intake",
            "specversion":"1.0",
            "time":"2026-11-23T09:00:00.000Z",
            "traceparent":"00-b95206749674dbce970475a0f94530bc-cd2c7410ad798e67-01",
            "type":"dz.cam.reply.parsed.v1"}
            """#)
    }

    @Test("A refusal, word for word")
    func refusal() throws {
        var data = Desk.request
        data["phone"] = "05 50 00 00"
        #expect(
            try said("request.submitted", data)
                == #"""
            {"causeid":"b95206749674dbce970475a0f94530bcf3402e622ad9a3b95b99eca0c31a85d1",
            "chamber":"31",
            "data":{"bodySHA256":"778c3a2e7257adfb457921839c7ba7ac19d4a45a5b6dbbfe7de2f5769d5a1a08",
            "code":"invalid-phone",
            "detail":"Not a telephone number: digits are missing.",
            "exchange":"maalem.in",
            "field":"data.phone",
            "inputSource":"channel/sms",
            "inputType":"request.submitted"},
            "datacontenttype":"application/json",
            "id":"e8ff64cea9115a9087e0a5b83f82904dc2d1fcba15aa99e7792c9ede64f5c23d",
            "source":"stage/intake",
            "specversion":"1.0",
            "time":"2026-11-23T09:00:00.000Z",
            "traceparent":"00-b95206749674dbce970475a0f94530bc-e8ff64cea9115a90-01",
            "type":"dz.cam.input.rejected.v1"}
            """#)
    }

    @Test("A command, word for word")
    func command() throws {
        var data = Desk.artisan
        data["hours"] = ["days": ["6": ["from": "08:30", "until": 720]]]
        #expect(
            try said("artisan.registered", data)
                == #"""
            {"causeid":"b95206749674dbce970475a0f94530bcf3402e622ad9a3b95b99eca0c31a85d1",
            "chamber":"31",
            "data":{"hours":{"days":{"6":{"from":510,
            "until":720}}},
            "kind":"individual",
            "line":"mobile",
            "mode":"ambulant",
            "operator":"amina",
            "person":"p6bf4d712fc4871866f6e8dcdf7e5dc00",
            "personal":{"name":"Karim",
            "phone":"+213661000002"},
            "quartiers":["maraval"],
            "reason":"dossier complet",
            "registerNumber":"31-A-000001",
            "trades":["plombier"]},
            "datacontenttype":"application/json",
            "id":"8ce01e2159ed4724b5b1143007aacb08a205fc99c6eb50406cdd54534d429a2d",
            "source":"stage/intake",
            "specversion":"1.0",
            "subject":"31-A-000001",
            "time":"2026-11-23T09:00:00.000Z",
            "traceparent":"00-b95206749674dbce970475a0f94530bc-8ce01e2159ed4724-01",
            "type":"dz.cam.artisan.registered.v1"}
            """#)
    }
}
