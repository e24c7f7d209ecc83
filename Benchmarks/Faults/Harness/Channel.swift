import AMQP
import Model
import Operator
import StageKit

/// A channel as a careful one behaves: it publishes with confirms and sends again what it has heard
/// nothing of, under the same id. Everything goes into the books.
actor Channel {
    private let url: String
    private let books: Books
    private var broker: AMQPBroker?
    private var publisher: (any Publisher)?

    init(url: String, books: Books) {
        self.url = url
        self.books = books
    }

    /// Returns once every input is confirmed or returned.
    func send(_ inputs: [RawInput]) async throws {
        var rest = inputs
        while !rest.isEmpty {
            books.attempted(rest.count)
            do {
                let tally = try await InputPublisher(try await open()).publish(rest)
                books.enter(tally)
                let refused = Set(tally.refused)
                rest = rest.filter { refused.contains($0.eventID) }
                if !rest.isEmpty { try await pause(until: .now + .milliseconds(200)) }
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                books.unknown(rest.count)
                await close()
                try await pause(until: .now + .milliseconds(300))
            }
        }
    }

    func close() async {
        await broker?.close()
        broker = nil
        publisher = nil
    }

    private func open() async throws -> any Publisher {
        if let publisher { return publisher }
        let broker = try AMQPBroker(url: url, name: "faults")
        self.broker = broker
        let fresh = try await broker.publisher()
        publisher = fresh
        return fresh
    }
}
