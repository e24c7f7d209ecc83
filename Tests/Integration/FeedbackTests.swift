import AMQP
import Foundation
import Model
import StageKit
import Testing

@testable import Operator

/// A channel hears in its own queue what became of its own inputs, and can read no other.
func aChannelHearsOfItsInputs(_ system: RunningSystem) async throws {
    let urls = try #require(system.run.channelURLs)
    #expect(urls.keys.sorted() == ["desk", "web"])
    let web = try #require(urls["web"])
    let request = InputEnvelope(
        way: .requests, source: "channel/web/form", id: "heard-1", type: "request.submitted",
        data: [
            "channel": "web", "phone": "0661009901", "text": "fuite d'eau sous l'évier, plombier",
            "chamber": "31",
        ])
    let refused = InputEnvelope(
        way: .requests, source: "channel/web/form", id: "heard-2", type: "request.submitted",
        data: ["channel": "web", "phone": "1", "text": "fuite", "chamber": "31"])
    // Twice: the same feedback under the same ids.
    try await system.send([request, refused, request], by: web)

    let broker = try AMQPBroker(url: web, name: "test")
    let consumer = try await broker.consumer(queue: "feedback.web", prefetch: 100)
    var heard: [Event] = []
    // No place is named, so the family is asked for one.
    try await until("the channel hears all of it") {
        let batch = try await consumer.next(upTo: 100, until: .now + .seconds(1)) ?? []
        heard += try batch.map { try Event(body: $0.body) }
        if let last = batch.last { try await consumer.acknowledge(through: last.tag) }
        let outcomes = try of("heard-1", heard).map(\.outcome)
        let refusals = try of("heard-2", heard)
        return outcomes.count { $0 == .accepted } == 2 && outcomes.contains(.asked)
            && !refusals.isEmpty
    }
    let accepted = try #require(try of("heard-1", heard).first { $0.outcome == .accepted })
    #expect(accepted.requestId == request.eventID.subject("r"))
    #expect(accepted.inputSource == "channel/web/form")
    let rejected = try #require(try of("heard-2", heard).first)
    #expect(rejected.outcome == .rejected && rejected.code == .invalidPhone)
    let acceptances = heard.filter { event in
        event.causeID == request.eventID && event.source == "stage/intake"
    }
    #expect(acceptances.count == 2)
    #expect(Set(acceptances.map(\.id)).count == 1)
    await broker.close()
    try await nothingElseMayBeRead(by: web)
}

private func of(_ input: String, _ events: [Event]) throws -> [FeedbackGiven] {
    try events.map { try $0.payload(FeedbackGiven.self) }.filter { $0.inputId == input }
}

private func nothingElseMayBeRead(by url: String) async throws {
    for queue in ["feedback.desk", "ledger.31", "intake.rejected"] {
        let broker = try AMQPBroker(url: url, name: "test")
        await #expect(throws: BrokerError.self, "a channel may read \(queue)") {
            let consumer = try await broker.consumer(queue: queue, prefetch: 1)
            _ = try await consumer.next(upTo: 1, until: .now + .seconds(5))
        }
        await broker.close()
    }
    let broker = try AMQPBroker(url: url, name: "test")
    let publisher = try await broker.publisher()
    await #expect(throws: BrokerError.self, "a channel may write feedback") {
        _ = try await publisher.publish([
            Message(
                exchange: "maalem.feedback", routingKey: "web", body: [],
                contentType: Event.contentType)
        ])
    }
    await broker.close()
}
