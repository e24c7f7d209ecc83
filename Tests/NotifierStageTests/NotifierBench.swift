import Configuration
import Foundation
import Model
import StatefulStageKit
import Synchronization
import Testing

@testable import NotifierStage

/// A gateway that does as it is told, and remembers.
final class ScriptedSender: Sender {
    let name: String
    let isIdempotent: Bool
    private let script: Mutex<[SendResult]>
    private let sent = Mutex<[Outgoing]>([])
    private let gone = Mutex<[String]>([])

    init(name: String = "sms", isIdempotent: Bool = false, _ script: [SendResult] = []) {
        self.name = name
        self.isIdempotent = isIdempotent
        self.script = Mutex(script)
    }

    var messages: [Outgoing] { sent.withLock { $0 } }
    var forgotten: [String] { gone.withLock { $0 } }

    func send(_ message: Outgoing) async -> SendResult {
        sent.withLock { $0.append(message) }
        return script.withLock { $0.isEmpty ? .sent : $0.removeFirst() }
    }

    func forget(_ notificationIDs: [String]) async { gone.withLock { $0 += notificationIDs } }
}

/// A notifier on a store in memory, and events as the other stages say them.
struct NotifierBench {
    let harness: StageHarness<NotifierStage>
    static let start = Instant(rfc3339: "2026-11-22T09:00:00Z")!
    static let family = PersonID("p" + String(repeating: "a", count: 32))!
    static let artisan = PersonID("p" + String(repeating: "b", count: 32))!

    init(
        _ sender: any Sender, templates: Templates? = nil,
        hold: @escaping @Sendable () -> Bool = { false }
    ) throws {
        harness = try StageHarness(
            NotifierStage(
                chamber: Self.chamber, catalogue: Self.catalogue,
                templates: try templates ?? Self.templates(), sender: sender, hold: hold),
            chamber: Self.chamber.code)
    }

    /// The templates of the repository.
    static func templates() throws -> Templates {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try Templates.load(
            directory: root.appendingPathComponent("config/templates").path)
    }

    func at(_ seconds: Int) -> Instant { Self.start.advanced(seconds: seconds) }

    /// Delivers an event; says what comes out as `type(reason)`.
    @discardableResult
    func tell(_ event: Event, at seconds: Int = 0) throws -> [String] {
        Self.summary(try harness.deliver(event, at: at(seconds)))
    }

    @discardableResult
    func tick(at seconds: Int) throws -> [String] {
        Self.summary(try harness.tick(at: at(seconds)))
    }

    /// Begins, performs and settles all that is ready.
    @discardableResult
    func work(at seconds: Int = 0) async throws -> [String] {
        var said: [Event] = []
        for effect in try harness.begin(at: at(seconds)) {
            let outcome = await harness.stage.perform(effect)
            said += try harness.settle(effect, outcome, at: at(seconds))
        }
        return Self.summary(said)
    }

    static func summary(_ events: [Event]) -> [String] {
        events.map { event in
            let purpose = event.data["purpose"]?.string ?? ""
            let reason = event.data["reason"]?.string
            return "\(event.type) \(purpose)" + (reason.map { " (\($0))" } ?? "")
        }
    }

    // MARK: - Events

    func accepted(
        _ request: String = "r1", line: PhoneLine = .mobile, language: Language? = nil,
        address: String? = "12 rue des Aurès"
    ) throws -> Event {
        try harness.event(
            RequestAccepted(
                requestId: request, channel: .sms, person: Self.family, line: line,
                language: language,
                personal: .init(
                    phone: "+213550000001", text: "Fuite d'eau\nsous l'évier {phone}",
                    name: "Mme Saïdi", address: address)),
            named: "accepted-\(request)", at: Self.start)
    }

    func registered(line: PhoneLine = .mobile) throws -> Event {
        let record = ArtisanRecord(
            registerNumber: RegisterNumber("31-A-1")!, person: Self.artisan, line: line,
            kind: .individual, mode: .ambulant, trades: [], quartiers: [], operator: "op1",
            reason: "inscription",
            personal: .init(phone: "+213660000002", name: "Karim B."))
        return harness.event(
            Draft(
                type: CommandType.artisanRegistered, subject: "31-A-1",
                data: try JSON(encoding: record)),
            named: "registered", at: Self.start)
    }

    func offer(
        _ offer: String = "o1", language: Language = .french, expires seconds: Int = 600
    ) throws -> Event {
        try harness.event(
            OfferMade(
                offerId: offer, requestId: "r1", registerNumber: RegisterNumber("31-A-1")!,
                person: Self.artisan, line: .mobile, language: language, code: "4721", wave: 1,
                trade: TradeID("plombier")!, quartier: QuartierID("maraval")!,
                urgency: .emergency, respondWithinSeconds: 600, expires: at(seconds),
                rulesVersion: "1",
                receipt: Receipt(
                    position: 1, ranked: [], eligible: 1, excluded: [:], rulesVersion: "1",
                    digest: "")),
            named: offer, at: Self.start)
    }

    func ended(_ type: String, _ offer: String = "o1", reason: String? = nil) throws -> Event {
        let ended = OfferEnded(
            offerId: offer, requestId: "r1", registerNumber: RegisterNumber("31-A-1")!,
            person: Self.artisan, line: .mobile, language: .french, reason: reason,
            turnSpent: false)
        return harness.event(
            Draft(type: type, subject: "r1", data: try JSON(encoding: ended)),
            named: "\(type)-\(offer)", at: Self.start)
    }

    func assigned(language: Language = .french) throws -> Event {
        try harness.event(
            RequestAssigned(
                requestId: "r1", offerId: "o1", registerNumber: RegisterNumber("31-A-1")!,
                artisan: Self.artisan, person: Self.family, channel: .sms, language: language,
                artisanLanguage: .french, trade: TradeID("plombier")!,
                quartier: QuartierID("maraval")!, urgency: .emergency, by: .turn),
            named: "assigned", at: Self.start)
    }

    func danger(_ danger: DangerKind = .gas, language: Language? = .french) throws -> Event {
        try harness.event(
            CaseOpened(
                caseId: "c1", kind: .danger, about: "r1", requestId: "r1", person: Self.family,
                line: .mobile, channel: .sms, language: language, danger: danger,
                deadline: at(300), detail: "gas"),
            named: "danger", at: Self.start)
    }

    func draft(_ type: String, _ data: JSON, named name: String) -> Event {
        harness.event(
            Draft(type: type, subject: nil, data: data), named: name, at: Self.start)
    }

    // MARK: - Configuration

    static let chamber = Chamber(
        code: ChamberCode("31")!, name: "Oran", timeZone: "Africa/Algiers",
        quartiers: [
            Quartier(
                id: QuartierID("maraval")!, nameFr: "Maraval", nameAr: "مرافال",
                commune: "Oran", latitude: 35.68, longitude: -0.64)
        ],
        landmarks: [],
        turns: TurnRules(
            version: "1", respondWithinSeconds: [:], sendWithinSeconds: [:], offersPerRequest: 5,
            neighbourOffers: 2, capacity: 2, answerWithinSeconds: 600, parkSeconds: 60,
            caseDeadlineSeconds: [:], askBelowConfidence: 0.5),
        channels: Channels(outgoing: "outbox", missedCalls: [], sendBatch: 10))

    static let catalogue = Catalogue(
        version: 1,
        trades: [
            Trade(
                id: TradeID("plombier")!, nameFr: "Plombier", nameAr: "سباك", family: "eau-gaz")
        ],
        urgencyWords: [:], dangerWords: [:], intentWords: [:],
        outsideRoutes: [
            OutsideRoute(id: "rumour", purpose: "", number: "999", source: nil, dangers: [.gas]),
            OutsideRoute(
                id: "sonelgaz", purpose: "", number: "3303", source: "journal", dangers: [.gas]),
        ])
}
