import Configuration
import IntakeStage
import Model
import StageKit

/// An intake with two chambers and the deliveries to try it with.
enum Desk {
    static let oran = ChamberCode("31")!
    static let sandbox = ChamberCode("99")!
    static let pepper = Pepper(hex: String(repeating: "0f", count: 32))!
    static let now = Instant(milliseconds: 1_795_424_400_000)

    static func intake(
        peppers: Peppers = Peppers([oran: pepper, sandbox: pepper]),
        feedback: Set<InputChannel> = []
    ) throws -> IntakeStage {
        try IntakeStage(configuration: configuration(), peppers: peppers, feedback: feedback)
    }

    private static func configuration() -> Configuration {
        let catalogue = Catalogue(
            version: 1,
            trades: ["plombier", "electricien"].map {
                Trade(id: TradeID($0)!, nameFr: $0, nameAr: $0, family: "eau")
            },
            urgencyWords: [:], dangerWords: [:], intentWords: [:], outsideRoutes: [])
        return Configuration(
            catalogue: catalogue, chambers: [oran: chamber(oran), sandbox: chamber(sandbox)],
            defaultChamber: oran, channelDefaults: [.whatsapp: sandbox])
    }

    private static func chamber(_ code: ChamberCode) -> Chamber {
        let quartiers = ["maraval", "es-senia"].map {
            Quartier(
                id: QuartierID($0)!, nameFr: $0, nameAr: $0, aliases: ["cité \($0)"],
                commune: "oran", latitude: 35.7, longitude: -0.6)
        }
        let turns = TurnRules(
            version: "1", respondWithinSeconds: [:], sendWithinSeconds: [:], offersPerRequest: 3,
            neighbourOffers: 1, capacity: 1, answerWithinSeconds: 600, parkSeconds: 60,
            caseDeadlineSeconds: [:], askBelowConfidence: 0.5)
        let channels = Channels(
            outgoing: "outbox",
            missedCalls: [
                .init(number: "+21341000001", means: .yes),
                .init(number: "+21341000002", means: .available),
            ], sendBatch: 10)
        return Chamber(
            code: code, name: "Oran", timeZone: "Africa/Algiers", quartiers: quartiers,
            landmarks: [], turns: turns, channels: channels)
    }

    static let request: JSON = [
        "channel": "sms", "phone": "0550 00 00 01", "text": "Fuite d'eau, Maraval",
        "chamber": "31",
    ]

    static let artisan: JSON = [
        "chamber": "31", "operator": "amina", "reason": "dossier complet",
        "registerNumber": "31-A-000001", "kind": "individual", "mode": "ambulant",
        "name": "Karim", "phone": "0661 00 00 02", "trades": ["plombier"],
        "quartiers": ["maraval"],
    ]

    /// A CloudEvent in order, for its data.
    static func event(_ type: String, _ data: JSON) -> JSON {
        [
            "specversion": "1.0", "id": "sms-8f14e45f", "source": "channel/sms",
            "type": .string("dz.cam.\(type).v1"), "time": "2026-11-22T09:00:00Z",
            "datacontenttype": "application/json", "data": data,
        ]
    }

    static func delivery(
        _ body: [UInt8], type: String, exchange: String = "maalem.in",
        contentType: String? = Event.contentType, headerBytes: Int = 200
    ) -> Delivery {
        Delivery(
            tag: .init(epoch: 1, number: 1), exchange: exchange, routingKey: type, body: body,
            contentType: contentType, headerBytes: headerBytes)
    }

    /// What intake says to data of a type, sent in order.
    static func say(_ type: String, _ data: JSON) throws -> Verdict {
        let exchange = EventSchema.input(type)?.exchange.rawValue ?? "maalem.in"
        return try say(event(type, data), type: type, exchange: exchange)
    }

    static func say(
        _ event: JSON, type: String, exchange: String = "maalem.in"
    ) throws -> Verdict {
        try intake().handle(
            delivery(event.canonicalBytes, type: type, exchange: exchange), at: now)
    }
}

extension Verdict {
    var cause: Cause {
        switch self {
        case .emit(_, let cause), .reject(_, _, let cause): cause
        }
    }

    /// The only draft of an input that was taken.
    var accepted: Draft? {
        if case .emit(let drafts, _) = self, drafts.count == 1 { drafts[0] } else { nil }
    }

    /// Why an input was refused.
    var rejection: InputRejected? {
        if case .reject(let draft, _, _) = self { try? draft.data.decode() } else { nil }
    }
}
