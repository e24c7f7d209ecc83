import Foundation
import LedgerStage
import Model
import Testing

/// Scripted stories and what an auditor sees of them.
@Suite struct ViewsTests {
    private func classified(_ bench: LedgerBench, _ request: String, decision: String = "trade")
        -> Event
    {
        bench.event(
            RequestClassified.type, request, by: "stage/classifier",
            [
                "requestId": .string(request), "decision": .string(decision),
                "trades": [["trade": "plombier", "confidence": 0.9]], "urgency": "emergency",
                "quartier": ["quartier": "maraval", "confidence": 0.8],
                "personal": ["text": "Fuite"],
            ])
    }

    private func offer(_ bench: LedgerBench, _ offer: String, _ request: String, to artisan: String)
        -> Event
    {
        bench.event(
            OfferMade.type, request,
            [
                "offerId": .string(offer), "requestId": .string(request),
                "registerNumber": .string(artisan), "wave": 1, "trade": "plombier",
                "quartier": "maraval", "urgency": "emergency", "rulesVersion": "2026-1",
            ])
    }

    private func ended(
        _ bench: LedgerBench, _ type: String, _ offer: String, _ request: String,
        reason: String? = nil, spent: Bool = false
    ) -> Event {
        var data: JSON = [
            "offerId": .string(offer), "requestId": .string(request), "turnSpent": .bool(spent),
        ]
        if let reason { data["reason"] = .string(reason) }
        return bench.event(type, request, data)
    }

    private func sent(_ bench: LedgerBench, _ offer: String, _ request: String) -> Event {
        bench.event(
            NotificationReport.sent, request, by: "stage/notifier",
            ["offerId": .string(offer), "purpose": "offer", "notificationId": "n1"])
    }

    private func assigned(_ bench: LedgerBench, _ request: String, _ artisan: String) -> Event {
        bench.event(
            RequestAssigned.type, request,
            [
                "requestId": .string(request), "registerNumber": .string(artisan),
                "trade": "plombier", "quartier": "maraval", "urgency": "emergency",
            ])
    }

    @Test func aRequestGoesFromAcceptedToDone() throws {
        let bench = try LedgerBench()
        func state() throws -> JSON? { try bench.rows(.requests).first?["state"] }
        try bench.record(bench.accepted("r1"))
        #expect(try state() == "accepted")
        try bench.record(classified(bench, "r1"))
        #expect(try state() == "accepted")
        try bench.record(bench.event(QuestionAsked.type, "r1"))
        #expect(try state() == "asking")
        try bench.record(classified(bench, "r1"), offer(bench, "o1", "r1", to: "31-A-1"))
        #expect(try state() == "offered")
        try bench.record(sent(bench, "o1", "r1"), assigned(bench, "r1", "31-A-1"))
        let row = try #require(try bench.rows(.requests).first)
        #expect(row["state"] == "assigned")
        #expect(row["assigned_to"] == "31-A-1")
        #expect(row["offers"] == 1)
        #expect(row["seconds_to_assign"] == .number(6))
        #expect(row["trade"] == "plombier")
        #expect(row["quartier"] == "maraval")
        #expect(row["urgency"] == "emergency")
        #expect(row["channel"] == "sms")
        #expect(row["received_at"] == "2026-11-22T09:00:01.000Z")
        try bench.record(bench.event(JobReported.done, "r1"))
        #expect(try state() == "done")
        #expect(try bench.reader().requestsByState() == ["done": 1])
    }

    /// After a crash a broker hands out again in another order.
    @Test func entriesThatComeInAnyOrderTellTheSameStory() throws {
        let bench = try LedgerBench()
        let story = [
            bench.accepted("r1"), classified(bench, "r1"), offer(bench, "o1", "r1", to: "31-A-1"),
            ended(bench, OfferEnded.accepted, "o1", "r1"), assigned(bench, "r1", "31-A-1"),
        ]
        for event in story.reversed() { try bench.record(event) }
        let row = try #require(try bench.rows(.requests).first)
        #expect(row["state"] == "assigned")
        #expect(row["assigned_to"] == "31-A-1")
        let types = try bench.reader().entries(subject: "r1").map(\.type)
        #expect(types == story.map(\.type))
    }

    @Test func requestsEndInManyWays() throws {
        let bench = try LedgerBench()
        for (request, type) in [
            ("r1", RequestUnfilled.type), ("r2", RequestCancelled.type),
            ("r3", RequestJoined.type), ("r4", RequestLinked.type),
        ] {
            try bench.record(bench.accepted(request), bench.event(type, request))
        }
        try bench.record(
            bench.accepted("r5"), classified(bench, "r5", decision: "not-a-request"))
        let states = try bench.rows(.requests).compactMap { $0["state"]?.string }
        #expect(states == ["unfilled", "cancelled", "joined", "joined", "not-a-request"])
    }

    @Test func aRefusedReclassificationChangesNothing() throws {
        let bench = try LedgerBench()
        let data: JSON = ["requestId": "r1", "trade": "peintre", "operator": "op1", "reason": "x"]
        let refused = bench.event(CommandType.requestReclassify, "r1", by: "stage/intake", data)
        try bench.record(
            bench.accepted("r1"), classified(bench, "r1"), refused,
            bench.event(CommandRefused.type, "r1", cause: refused.id))
        #expect(try bench.rows(.requests).first?["trade"] == "plombier")
        #expect(try bench.rows(.overrides) == [])
        try bench.record(
            bench.event(CommandType.requestReclassify, "r1", by: "stage/intake", data))
        #expect(try bench.rows(.requests).first?["trade"] == "peintre")
        #expect(try bench.rows(.overrides).first?["operator"] == "op1")
    }

    @Test func offersEndInManyWaysAndTurnsAddThemUp() throws {
        let bench = try LedgerBench()
        try bench.record(bench.accepted("r1"))
        let endings: [(String, String?, Bool)] = [
            (OfferEnded.accepted, nil, true), (OfferEnded.refused, nil, true),
            (OfferEnded.expired, nil, true), (OfferEnded.rescinded, "faster", false),
            (OfferEnded.rescinded, "undelivered", false),
        ]
        for (index, (type, reason, spent)) in endings.enumerated() {
            let id = "o\(index)"
            try bench.record(
                offer(bench, id, "r1", to: "31-A-1"), sent(bench, id, "r1"),
                ended(bench, type, id, "r1", reason: reason, spent: spent))
        }
        try bench.record(offer(bench, "o9", "r1", to: "31-A-2"))
        let offers = try bench.rows(.offers)
        #expect(
            offers.compactMap { $0["outcome"]?.string }
                == ["accepted", "refused", "expired", "rescinded", "undelivered", "open"])
        #expect(offers.last?["sent_at"] == .null)
        #expect(offers.first?["sent_at"] != .null)
        #expect(offers.first?["rules_version"] == "2026-1")
        let turns = try bench.rows(.turns)
        let first = try #require(turns.first { $0["artisan"] == "31-A-1" })
        #expect(first["offers"] == 5)
        #expect(first["accepted"] == 1)
        #expect(first["refused"] == 1)
        #expect(first["expired"] == 1)
        #expect(first["returned"] == 2)
        #expect(try bench.rows(.tours).first { $0["artisan"] == "31-A-2" }?["offres"] == 1)
    }

    @Test func artisansAndConventionsShowTheirLastValidRecord() throws {
        let bench = try LedgerBench()
        func record(_ type: String, _ trades: JSON, sequence: Int64) -> Event {
            bench.event(
                type, nil, by: "stage/intake",
                [
                    "registerNumber": "31-A-1", "kind": "individual", "mode": "sedentary",
                    "trades": trades, "quartiers": ["maraval", "usto"],
                    "sequence": .integer(sequence), "person": .string(LedgerBench.artisan),
                    "personal": ["phone": "+213550000009", "name": "B."],
                ])
        }
        try bench.record(record(CommandType.artisanRegistered, ["plombier"], sequence: 1))
        #expect(try bench.rows(.artisans).first?["status"] == "registered")
        try bench.record(
            record(CommandType.artisanUpdated, ["plombier", "chauffagiste"], sequence: 3),
            record(CommandType.artisanUpdated, ["peintre"], sequence: 2))
        for type in [
            CommandType.conventionSigned, ConventionChanged.activated,
            CommandType.conventionSuspended,
        ] {
            try bench.record(
                bench.event(
                    type, "31-A-1",
                    [
                        "registerNumber": "31-A-1", "from": "2026-01-01", "until": "2026-12-31",
                        "reason": .string(type),
                    ]))
        }
        let artisan = try #require(try bench.rows(.artisans).first)
        #expect(artisan["trades"] == "plombier chauffagiste")
        #expect(artisan["quartiers"] == "maraval usto")
        #expect(artisan["status"] == "suspended")
        let convention = try #require(try bench.rows(.conventionsFr).first)
        #expect(convention["etat"] == "suspended")
        #expect(convention["date_fin"] == "2026-12-31")
        #expect(convention["motif"] == "convention.suspended")
    }

    @Test func casesAndRejectionsAreListed() throws {
        let bench = try LedgerBench()
        try bench.record(
            bench.event(
                CaseOpened.type, "c1",
                [
                    "caseId": "c1", "kind": "danger", "about": "r1",
                    "deadline": "2026-11-22T09:10:00.000Z",
                ]),
            bench.event(CaseChanged.taken, nil, ["caseId": "c1", "owner": "op1"]),
            bench.event(
                CaseChanged.closed, nil,
                ["caseId": "c1", "owner": "op2", "outcome": "release"]),
            bench.event(
                InputRejected.type, nil, by: "stage/intake",
                [
                    "code": "missing-field", "field": "data.phone", "detail": "phone is required",
                    "bodySHA256": "ab", "inputSource": "channel/web", "exchange": "maalem.in",
                ]))
        let file = try #require(try bench.rows(.cases).first)
        #expect(file["subject"] == "r1")
        #expect(file["owner"] == "op2")
        #expect(file["outcome"] == "release")
        #expect(file["closed_at"] == "2026-11-22T09:00:03.000Z")
        #expect(try bench.rows(.dossiers).first?["nature"] == "danger")
        #expect(try bench.rows(.rejections).first?["source"] == "channel/web")
        #expect(try bench.rows(.rejets).first?["champ"] == "data.phone")
    }

    @Test func aYesThatTheFamilyTookBackIsNoJob() throws {
        let bench = try LedgerBench()
        func offer(_ type: String, _ spent: Bool?, _ reason: String? = nil) -> Event {
            var data: JSON = ["offerId": "o1", "registerNumber": "A", "trade": "plombier"]
            if let spent { data["turnSpent"] = .bool(spent) }
            if let reason { data["reason"] = .string(reason) }
            return bench.event(type, "r1", data)
        }
        try bench.record(
            bench.accepted("r1"), offer(OfferMade.type, nil), offer(OfferEnded.accepted, true),
            bench.event(RequestAssigned.type, "r1", ["registerNumber": "A"]),
            offer(OfferEnded.rescinded, false, "cancelled"),
            bench.event(RequestCancelled.type, "r1"))
        let row = try #require(try bench.rows(.offers).first)
        #expect(row["outcome"] == "rescinded")
        #expect(row["accepted_at"] == "2026-11-22T09:00:03.000Z")
        #expect(row["ended_at"] == "2026-11-22T09:00:05.000Z")
        let turns = try #require(try bench.rows(.turns).first)
        #expect(turns["accepted"] == 0)
        #expect(turns["returned"] == 1)
        #expect(try bench.rows(.requests).first?["state"] == "cancelled")
    }

    @Test func aMissedJobIsMissed() throws {
        let bench = try LedgerBench()
        try bench.record(
            bench.accepted("r1"), bench.event(RequestAssigned.type, "r1"),
            bench.event(JobReported.missed, "r1"))
        #expect(try bench.rows(.requests).first?["state"] == "missed")
    }

    @Test func everyViewCanBeReadAndHasTheContractsColumns() throws {
        let reader = try LedgerBench().reader()
        for view in LedgerView.allCases { #expect(try reader.rows(of: view).rows == []) }
        #expect(
            try reader.rows(of: .requests).columns == [
                "id", "received_at", "channel", "trade", "quartier", "urgency", "state",
                "assigned_to", "offers", "seconds_to_assign",
            ])
        #expect(
            try reader.rows(of: .overrides).columns
                == ["at", "operator", "command", "subject", "reason"])
        #expect(
            try reader.rows(of: .deadLetters).columns
                == ["id", "at", "stage", "reason", "error", "attempts", "state", "previous"])
    }
}
