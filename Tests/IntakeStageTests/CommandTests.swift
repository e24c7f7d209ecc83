import IntakeStage
import Model
import StageKit
import Testing

struct CommandTests {
    /// A command's data with who and why added.
    private func ordered(_ data: JSON) -> JSON {
        var data = data
        for name in ["chamber", "operator", "reason"] { data[name] = Desk.artisan[name] }
        return data
    }

    private func draft(_ type: String, _ data: JSON) throws -> Draft {
        let verdict = try Desk.say(type, ordered(data))
        return try #require(verdict.accepted, "\(String(describing: verdict.rejection))")
    }

    private func rejection(_ type: String, _ data: JSON) throws -> InputRejected? {
        try Desk.say(type, ordered(data)).rejection
    }

    @Test("A registered artisan is a record with a person and personal data apart")
    func artisan() throws {
        var data = Desk.artisan
        data["hours"] = "08:00-17:00"
        data["language"] = "ar"
        data["sequence"] = 3.0
        data["qualifications"] = ["gas"]
        let draft = try draft("artisan.registered", data)
        #expect(draft.type == "artisan.registered" && draft.subject == "31-A-000001")
        let span = WorkingHours.Span(from: 480, until: 1020)
        let days = Dictionary(uniqueKeysWithValues: (1...7).map { (String($0), span) })
        #expect(
            try draft.data.decode()
                == ArtisanRecord(
                    registerNumber: RegisterNumber("31-A-000001")!,
                    person: Desk.pepper.person(e164: "+213661000002"), line: .mobile,
                    kind: .individual, mode: .ambulant, trades: [TradeID("plombier")!],
                    quartiers: [QuartierID("maraval")!], hours: WorkingHours(days: days),
                    qualifications: ["gas"], language: .arabic, sequence: 3, operator: "amina",
                    reason: "dossier complet",
                    personal: .init(phone: "+213661000002", name: "Karim")))
    }

    @Test("What intake passes on is exactly what its typed payload encodes")
    func typed() throws {
        func check<Payload: Codable>(_ type: String, _ data: JSON, _: Payload.Type) throws {
            let draft = try draft(type, data)
            let payload: Payload = try draft.data.decode()
            #expect(try JSON(encoding: payload) == draft.data, "\(type)")
            let schema = EventSchema.named(type).first { $0.exchange == .dispatch }
            #expect(schema != nil, "\(type)")
        }
        let convention: JSON = ["registerNumber": "31-A-1", "from": "2026-11-22", "terms": "1 an"]
        for verb in ["signed", "suspended", "resumed", "terminated"] {
            try check("convention.\(verb)", convention, ConventionCommand.self)
        }
        try check("artisan.updated", Desk.artisan, ArtisanRecord.self)
        try check(
            "artisan.availability.changed",
            ["registerNumber": "31-A-1", "available": false, "until": "2026-11-22T10:00:00+01:00"],
            AvailabilityCommand.self)
        try check("request.cancel", ["requestId": "r1", "trade": "x"], RequestCommand.self)
        try check(
            "request.reclassify", ["requestId": "r1", "trade": "plombier"], RequestCommand.self)
        try check(
            "request.assign", ["requestId": "r1", "registerNumber": "a"], RequestCommand.self)
        try check("job.report", ["requestId": "r1", "outcome": "done"], RequestCommand.self)
        try check("case.take", ["caseId": "c1"], CaseCommand.self)
        try check("case.close", ["caseId": "c1", "outcome": "release"], CaseCommand.self)
        for verb in ["replay", "drop"] {
            try check("dead.\(verb)", ["deadLetterId": "d1"], DeadLetterCommand.self)
        }
        try check(
            "dead.replay", ["deadLetterId": "d1", "bodyBase64": "e30="], DeadLetterCommand.self)
        let person = Desk.pepper.person(e164: "+213661000002").text
        try check("person.erase", ["person": .string(person)], EraseCommand.self)
        try check(
            "project.announced",
            [
                "projectId": "p1", "address": "7, rue d'Arzew",
                "lots": [["lotId": "l1", "trade": "plombier", "quantity": 2.5, "crew": 2]],
            ], ProjectAnnounced.self)
    }

    @Test("Dead letters of chamber 00 can be commanded; nothing else can be there")
    func unreadableChamber() throws {
        for verb in ["replay", "drop"] {
            var data = ordered(["deadLetterId": "d1"])
            data["chamber"] = "00"
            let verdict = try Desk.say("dead.\(verb)", data)
            #expect(verdict.accepted?.subject == "d1")
            #expect(verdict.cause.chamber == .unreadable)
        }
        var data = ordered(["caseId": "c1"])
        data["chamber"] = "00"
        #expect(try Desk.say("case.take", data).rejection?.code == .unknownChamber)
    }

    @Test("Every command of the contract is taken, each about its own subject")
    func subjects() throws {
        #expect(try draft("request.cancel", ["requestId": "r1"]).subject == "r1")
        #expect(try draft("case.take", ["caseId": "c1"]).subject == "c1")
        #expect(
            try draft("request.assign", ["requestId": "r1", "registerNumber": "a"]).subject
                == "r1")
        #expect(
            try draft("project.announced", ["projectId": "p", "lots": [lot("l1")]]).subject == "p")
        let untimed = try draft(
            "artisan.availability.changed", ["registerNumber": "a", "available": true])
        #expect(untimed.subject == "a" && untimed.data["chamber"] == nil)
    }

    private func lot(_ id: String, after: JSON = [], from: JSON = "2026-12-01") -> JSON {
        [
            "lotId": .string(id), "trade": "plombier", "dependsOn": after, "from": from,
            "until": "2026-12-24",
        ]
    }

    @Test("A project's lots are whole: own ids, known trades, no circle, dates in order")
    func projects() throws {
        func refusal(_ lots: JSON...) throws -> String? {
            let data: JSON = ["projectId": "p", "lots": .array(lots)]
            return try rejection("project.announced", data).map {
                "\($0.code.rawValue) \($0.field ?? "")"
            }
        }
        #expect(try refusal(lot("a"), lot("b", after: ["a"])) == nil)
        #expect(try refusal() == "missing-field data.lots")
        #expect(try refusal(lot("a"), lot("a")) == "invalid-field data.lots[1].lotId")
        #expect(try refusal(lot("a", after: ["z"])) == "invalid-field data.lots[0].dependsOn")
        #expect(try refusal(lot("a", after: ["a"])) == "invalid-field data.lots")
        #expect(
            try refusal(lot("a", after: ["b"]), lot("b", after: ["a"]))
                == "invalid-field data.lots")
        #expect(
            try refusal(lot("a", from: "2026-12-25")) == "invalid-field data.lots[0].until")
        #expect(
            try refusal(lot("a", from: "2026-02-30")) == "invalid-field data.lots[0].from")
        #expect(
            try refusal(["lotId": "a", "trade": "x"]) == "unknown-trade data.lots[0].trade")
        #expect(try refusal(["lotId": "a"]) == "missing-field data.lots[0].trade")
    }

    @Test("Members that a command needs beyond the form")
    func rules() throws {
        #expect(
            try rejection("request.reclassify", ["requestId": "r1"])?.field == "data.trade")
        #expect(
            try rejection("request.assign", ["requestId": "r1"])?.field == "data.registerNumber")
        #expect(try rejection("job.report", ["requestId": "r1"])?.field == "data.outcome")
        #expect(try rejection("person.erase", ["person": "p12"])?.field == "data.person")
        #expect(
            try rejection(
                "convention.signed",
                ["registerNumber": "a", "from": "2026-11-22", "until": "2026-11-21"])?.field
                == "data.until")
        #expect(
            try rejection(
                "request.reclassify", ["requestId": "r1", "quartier": "mars"])?.code
                == .unknownQuartier)
    }

    @Test("An application keeps the quartiers that are known and drops the others")
    func application() throws {
        let draft = try #require(
            try Desk.say(
                "artisan.application.submitted",
                [
                    "chamber": "31", "phone": "0661000002", "trades": ["plombier"],
                    "name": "Karim", "quartiers": ["Cité Maraval", "Mars"], "mode": "ambulant",
                ]
            ).accepted)
        let application: ArtisanApplication = try draft.data.decode()
        #expect(application.quartiers?.map(\.text) == ["maraval"])
        #expect(application.personal == .init(phone: "+213661000002", name: "Karim"))
        #expect(application.person == Desk.pepper.person(e164: "+213661000002"))
        #expect(try JSON(encoding: application) == draft.data)
    }

    @Test("A delivery report is passed on in its chamber")
    func report() throws {
        let verdict = try Desk.say(
            "delivery.reported",
            ["notificationId": "n1", "status": "delivered", "detail": "", "chamber": "99"])
        #expect(verdict.cause.chamber == Desk.sandbox)
        #expect(
            verdict.accepted?.data == ["notificationId": "n1", "status": "delivered"])
        #expect(
            try Desk.say("delivery.reported", ["notificationId": "n1", "status": "lost"])
                .rejection?.field == "data.status")
    }
}
