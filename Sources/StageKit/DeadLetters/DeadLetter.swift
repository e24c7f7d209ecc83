import Foundation
import Model

/// A delivery that no attempt could handle, as it travels to the ledger (law 6): the payload of
/// `dead.lettered` on the exchange `maalem.dead`, key `<stage>.<chamber>`.
public struct DeadLetter: Codable, Hashable, Sendable {
    public static let type = "dead.lettered"
    /// A message published again by an operator names its replay in this header (the id of the
    /// command): stateful stages handle it although they know its event, once a replay.
    public static let replayHeader = "maalem-replay"

    /// Why it is dead.
    public enum Reason: String, Codable, Hashable, Sendable {
        /// The stage failed on it twice, the second time alone.
        case fault
        /// It is no event.
        case undecodable
        /// The broker handed it out too often: whoever took it died.
        case deliveryLimit = "delivery-limit"
        /// The broker gave it up: rejected by a client, too old, or pushed out of a full queue.
        case rejected, expired, overflow
    }

    /// The raw delivery; it may hold what names a person, so it travels sealed (law 9).
    public struct Personal: Codable, Hashable, Sendable {
        public var bodyBase64: String

        public init(bodyBase64: String) { self.bodyBase64 = bodyBase64 }
    }

    /// Whose queue it came from: `matcher`.
    public var stage: String
    public var queue: String
    public var reason: Reason
    /// The last attempt's error.
    public var error: String
    /// The error of each attempt, the first one first.
    public var errors: [String]
    /// How often handling was tried.
    public var attempts: Int
    /// The id of the event or input, where it could be read.
    public var originalId: String?
    /// Its short type, where it could be read.
    public var originalType: String?
    /// Where it was published.
    public var exchange: String
    public var routingKey: String
    public var contentType: String?
    public var headers: [String: String]
    /// Size of the body. One above `bodyLimit` travels cut there: the letter must fit into a
    /// message itself (contract §1: the broker takes 1 MiB).
    public var bodyBytes: Int
    public var personal: Personal
    /// The letter whose replay failed again; `nil`: the first time.
    public var previous: String?

    /// The most bytes of a body that travel in a dead letter.
    public static let bodyLimit = 512 * 1024

    public init(
        stage: String, queue: String, reason: Reason, error: String, attempts: Int,
        errors: [String] = [], delivery: Delivery
    ) {
        let origin = Origin(delivery)
        self.stage = stage
        self.queue = queue
        self.reason = reason
        self.error = String(error.prefix(2000))
        self.errors = errors.isEmpty ? [self.error] : errors.map { String($0.prefix(2000)) }
        self.attempts = attempts
        originalId = origin.isNamed ? origin.id.hex : nil
        originalType = origin.type
        exchange = delivery.exchange
        routingKey = delivery.routingKey
        contentType = delivery.contentType
        headers = Replay.withoutOwn(delivery.headers)
        previous = delivery.headers[Replay.letterHeader]
        bodyBytes = delivery.body.count
        personal = Personal(
            bodyBase64: Data(delivery.body.prefix(Self.bodyLimit)).base64EncodedString())
    }

    /// The raw body, at most `bodyLimit` bytes of it; `nil` where it is not Base64.
    public var body: [UInt8]? { Data(base64Encoded: personal.bodyBase64).map(Array.init) }

    /// The key it travels with.
    public func routingKey(_ chamber: ChamberCode) -> String { "\(stage).\(chamber.text)" }
}

extension DeadLetter {
    /// What the broker gave up by itself, with the traces it leaves in the headers; `nil` for a
    /// message that it did not.
    public init?(buriedByBroker delivery: Delivery) {
        guard let queue = delivery.headers["x-first-death-queue"],
            let word = delivery.headers["x-first-death-reason"]
        else { return nil }
        let reason: Reason =
            switch word {
            case "delivery_limit": .deliveryLimit
            case "expired": .expired
            case "maxlen": .overflow
            default: .rejected
            }
        self.init(
            stage: queue.split(separator: ".").first.map(String.init) ?? queue, queue: queue,
            reason: reason, error: "the broker gave the message up: \(word)", attempts: 0,
            delivery: delivery)
        exchange = delivery.headers["x-first-death-exchange"] ?? exchange
        // A fixed key took the place of the input's own, which is its type.
        if stage == "intake", previous == nil { routingKey = originalType ?? routingKey }
    }

    /// The event that tells of it. Its id follows from the message and the queue, so a repetition
    /// says the same.
    /// - Parameter home: the chamber that files it where the message names none
    public func event(from delivery: Delivery, home: ChamberCode, at now: Instant) -> Event {
        let origin = Origin(delivery)
        let replay = delivery.headers[Self.replayHeader].map { "/\($0)" } ?? ""
        let id = EventID(
            cause: origin.id, type: Self.type,
            discriminator: "\(queue)/\(reason.rawValue)\(replay)")
        let trace = origin.traceparent ?? Traceparent(startingAt: origin.id)
        return Event(
            id: id, source: "stage/\(stage)", type: Self.type, subject: origin.subject,
            chamber: origin.chamber ?? home, time: now, causeID: origin.id,
            traceparent: trace.child(id), data: json)
    }

    /// The payload; the same as its encoding, which could throw.
    private var json: JSON {
        var members: [String: JSON] = [
            "stage": .string(stage), "queue": .string(queue), "reason": .string(reason.rawValue),
            "error": .string(error), "errors": .array(errors.map { .string($0) }),
            "attempts": .integer(Int64(attempts)),
            "exchange": .string(exchange), "routingKey": .string(routingKey),
            "headers": .object(headers.mapValues { .string($0) }),
            "bodyBytes": .integer(Int64(bodyBytes)),
            "personal": ["bodyBase64": .string(personal.bodyBase64)],
        ]
        members["originalId"] = originalId.map { .string($0) }
        members["originalType"] = originalType.map { .string($0) }
        members["contentType"] = contentType.map { .string($0) }
        members["previous"] = previous.map { .string($0) }
        return .object(members)
    }

    /// The message to `maalem.dead`.
    public func message(of event: Event) -> Message {
        event.message(exchange: Exchanges.dead, routingKey: routingKey(event.chamber))
    }
}

/// What can be told of a message that may be an event, an input, or rubbish.
package struct Origin {
    package var id: EventID
    /// Whether the message itself gives the id.
    package var isNamed = true
    var type: String?
    var subject: String?
    var chamber: ChamberCode?
    var traceparent: Traceparent?

    init(_ delivery: Delivery) { self.init(body: delivery.body) }

    package init(body: [UInt8]) {
        if let event = try? Event(body: body) {
            id = event.id
            type = Self.short(event.type)
            subject = event.subject.flatMap(Self.short)
            chamber = event.chamber
            traceparent = event.traceparent
            return
        }
        let json = (try? JSONReader.read(body)) ?? .null
        if let source = json["source"]?.string, let name = json["id"]?.string {
            id = EventID(source: source, id: name)
        } else {
            id = EventID(body: body)
            isNamed = false
        }
        type = json["type"]?.string.flatMap(Event.shortType).flatMap(Self.short)
        chamber = json["data"]?["chamber"]?.string.flatMap(ChamberCode.init)
        traceparent = json["traceparent"]?.string.flatMap(Traceparent.init)
    }
    /// A text that can be told in passing; `nil` for one above 1 KiB.
    private static func short(_ text: String) -> String? { text.utf8.count <= 1024 ? text : nil }
}
