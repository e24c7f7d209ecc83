import StageKit
import Synchronization

/// Messages that a task publishes together, and the task that waits for their fate. Outcomes are
/// the connection's thread's alone until the last is known.
final class Batch: @unchecked Sendable {
    let messages: [Message]
    private let done = Completion<[PublishOutcome]>()
    private let abandoned = Mutex(false)
    private var outcomes: [PublishOutcome]
    private var missing: Int

    init(_ messages: [Message]) {
        self.messages = messages
        outcomes = Array(repeating: .confirmed, count: messages.count)
        missing = messages.count
    }

    // MARK: For the task

    func value() async throws -> [PublishOutcome] {
        do {
            return try await done.value()
        } catch {
            abandoned.withLock { $0 = true }
            throw error
        }
    }

    // MARK: For the thread

    /// Nobody waits any more: what is not sent yet need not be.
    var isAbandoned: Bool { abandoned.withLock { $0 } }

    func settle(_ index: Int, _ outcome: PublishOutcome) {
        outcomes[index] = outcome
        missing -= 1
        if missing == 0 { done.finish(.success(outcomes)) }
    }

    func fail(_ error: BrokerError) {
        abandoned.withLock { $0 = true }
        done.finish(.failure(error))
    }
}
