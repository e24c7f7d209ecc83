import Model
import StageKit
import Synchronization
import Testing

/// A broker whose first channel has lost its queue's leader: it refuses for ever.
private final class Leaderless: BrokerPort {
    private struct Channel: Publisher {
        let refuses: Bool

        func publish(_ messages: [Message]) async throws -> [PublishOutcome] {
            messages.map { _ in refuses ? .refused : .confirmed }
        }
    }

    private let channels = Mutex(0)
    var opened: Int { channels.withLock { $0 } }

    func publisher() async throws -> any Publisher {
        let number = channels.withLock { channels in
            channels += 1
            return channels
        }
        return Channel(refuses: number == 1)
    }

    func consumer(queue: String, prefetch: Int) async throws -> any Consumer {
        throw BrokerError(code: .missingQueue, text: "none", hint: "none")
    }

    func state() async -> BrokerState { .connected }
    func close() async {}
}

@Test func whatWasRefusedIsTriedOnAnotherChannelAndTheGoodOneIsKept() async throws {
    let broker = Leaderless()
    let source = PublisherSource(broker)
    let message = Message(
        exchange: "e", routingKey: "k", body: [1], contentType: "text/plain")
    #expect(try await source.publish([message]) == [.refused])
    #expect(try await source.publish([message]) == [.confirmed])
    #expect(try await source.publish([message]) == [.confirmed])
    #expect(broker.opened == 2)
}
