import Synchronization

/// A task that waits for the connection's thread; told once, from whichever side comes first.
final class Completion<Value: Sendable>: Sendable {
    private enum State {
        case open
        case waiting(CheckedContinuation<Value, any Error>)
        case done(Result<Value, any Error>)
        case told
    }

    private let state = Mutex(State.open)

    func finish(_ result: Result<Value, any Error>) {
        let waiter: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .open:
                state = .done(result)
                return nil
            case .waiting(let waiter):
                state = .told
                return waiter
            case .done, .told: return nil
            }
        }
        waiter?.resume(with: result)
    }

    /// Waits; to be called once. Cancelling the task ends the wait, not what was asked for.
    func value() async throws -> Value {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiter in
                let result: Result<Value, any Error>? = state.withLock { state in
                    guard case .done(let result) = state else {
                        state = .waiting(waiter)
                        return nil
                    }
                    state = .told
                    return result
                }
                if let result { waiter.resume(with: result) }
            }
        } onCancel: {
            finish(.failure(CancellationError()))
        }
    }
}
