import Configuration
import Model

/// A small chamber for the tests: Maraval beside Medioni and Es Senia, Canastel apart from them.
enum City {
    static let maraval = QuartierID("maraval")!
    static let medioni = QuartierID("medioni")!
    static let senia = QuartierID("es-senia")!
    static let canastel = QuartierID("canastel")!
    static let plumber = TradeID("plombier")!
    static let electrician = TradeID("electricien")!
    /// Asks for the qualification `gas`.
    static let gasFitter = TradeID("gazier")!

    static let rules = TurnRules(
        version: "2026-1",
        respondWithinSeconds: [.emergency: 120, .today: 300, .week: 3600, .flexible: 7200],
        sendWithinSeconds: [.emergency: 60, .today: 120, .week: 600, .flexible: 600],
        offersPerRequest: 3, neighbourOffers: 1, capacity: 2, answerWithinSeconds: 1800,
        parkSeconds: 600, caseDeadlineSeconds: [.callSheet: 900, .danger: 300],
        askBelowConfidence: 0.6)

    static func chamber(_ rules: TurnRules = rules) -> Chamber {
        Chamber(
            code: ChamberCode("31")!, name: "Oran", timeZone: "Africa/Algiers",
            quartiers: [
                quartier(maraval, beside: [medioni, senia]), quartier(medioni, beside: [maraval]),
                quartier(senia, beside: [maraval]), quartier(canastel, beside: []),
            ],
            landmarks: [], turns: rules,
            channels: Channels(outgoing: "outbox", missedCalls: [], sendBatch: 10))
    }

    static let catalogue = Catalogue(
        version: 1,
        trades: [
            Trade(id: plumber, nameFr: "Plombier", nameAr: "سباك", family: "eau-gaz"),
            Trade(id: electrician, nameFr: "Électricien", nameAr: "كهربائي", family: "courant"),
            Trade(
                id: gasFitter, nameFr: "Gazier", nameAr: "غاز", family: "eau-gaz",
                requires: "gas"),
        ],
        urgencyWords: [:], dangerWords: [:], intentWords: [:], outsideRoutes: [])

    private static func quartier(_ id: QuartierID, beside others: [QuartierID]) -> Quartier {
        Quartier(
            id: id, nameFr: id.text, nameAr: id.text, commune: "oran", latitude: 35.7,
            longitude: -0.6, neighbours: others)
    }

    /// A person by a short name: `family1` is padded to the form of an HMAC.
    static func person(_ name: String) -> PersonID {
        let hash = EventID(body: Array(name.utf8)).hex
        return PersonID("p" + hash.prefix(32))!
    }
}
