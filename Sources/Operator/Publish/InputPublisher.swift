import Bootstrap
import Model
import StageKit

/// Publishes inputs with confirms, a window at a time, and keeps count.
public struct InputPublisher: Sendable {
    /// What became of a batch.
    public struct Tally: Hashable, Sendable {
        public var confirmed: [EventID] = []
        /// No queue took it, with the broker's word for it.
        public var returned: [EventID: String] = [:]
        /// The broker refused it for now.
        public var refused: [EventID] = []

        public init() {}

        public var isWhole: Bool { returned.isEmpty && refused.isEmpty }
    }

    /// Messages in flight at most.
    static let window = 200

    let publisher: any Publisher

    public init(_ publisher: any Publisher) { self.publisher = publisher }

    /// - Parameter progress: called with the number published so far
    /// - Throws: `BrokerError`, `CancellationError`
    public func publish(
        _ inputs: [RawInput], progress: (Int) -> Void = { _ in }
    ) async throws -> Tally {
        var tally = Tally()
        for start in stride(from: 0, to: inputs.count, by: Self.window) {
            let batch = inputs[start..<min(start + Self.window, inputs.count)]
            let outcomes = try await publisher.publish(batch.map(\.amqp))
            for (input, outcome) in zip(batch, outcomes) {
                switch outcome {
                case .confirmed: tally.confirmed.append(input.eventID)
                case .returned(let code, let text):
                    tally.returned[input.eventID] = "\(code) \(text)"
                case .refused: tally.refused.append(input.eventID)
                }
            }
            progress(start + batch.count)
        }
        return tally
    }
}

extension RawInput {
    var amqp: Message {
        Message(
            exchange: exchange, routingKey: routingKey, body: body,
            contentType: Event.contentType, messageID: eventID.hex)
    }
}

extension InputPublisher.Tally {
    /// - Throws: `Failure` (75) where something was not taken
    public func requireWhole() throws {
        guard isWhole else {
            let words = Set(returned.values).sorted().joined(separator: ", ")
            throw Failure(
                .tryAgain,
                "\(confirmed.count) confirmed, \(returned.count) returned (\(words)), "
                    + "\(refused.count) refused by the broker; the same command may be given again")
        }
    }
}
