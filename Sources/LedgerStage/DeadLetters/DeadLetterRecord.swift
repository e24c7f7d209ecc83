import Foundation
import Model

/// An event `dead.lettered`, read leniently: what came to the dead letters must not fail there.
struct DeadLetterRecord {
    static let eventType = "dead.lettered"

    let stage: String
    let queue: String
    let reason: String
    let error: String
    let attempts: Int64
    let originalID: String?
    let originalType: String?
    let headers: JSON
    let exchange: String
    let routingKey: String
    let contentType: String?
    /// The message as it came.
    let body: [UInt8]?
    /// Whom the message is about, where it can be read; the body is sealed under their key, so
    /// that erasing them reaches the dead letters too.
    let person: PersonID?

    init(_ event: Event) {
        let data = event.data
        stage = data["stage"]?.string ?? ""
        queue = data["queue"]?.string ?? ""
        reason = data["reason"]?.string ?? ""
        error = data["error"]?.string ?? ""
        attempts = data["attempts"]?.integer ?? 0
        originalID = data["originalId"]?.string
        originalType = data["originalType"]?.string
        headers = data["headers"] ?? [:]
        exchange = data["exchange"]?.string ?? ""
        routingKey = data["routingKey"]?.string ?? ""
        contentType = data["contentType"]?.string
        let bytes = data["personal"]?["bodyBase64"]?.string
            .flatMap { Data(base64Encoded: $0) }.map { Array($0) }
        body = bytes
        person = bytes.flatMap(Self.person)
    }

    /// Whom a message is about; `nil` where that cannot be read.
    static func person(_ body: [UInt8]) -> PersonID? {
        let json = try? JSONReader.read(body)
        return json?["data"]?["person"]?.string.flatMap(PersonID.init)
    }
}
