import Model
import Synchronization

/// What a process says of itself at `/live`, `/ready` and `/status`. Its parts report here: the
/// runner of each chamber, the broker, the topology.
public final class Health: Sendable {
    private struct State {
        /// Why a part is not ready, by part.
        var reasons: [String: String] = [:]
        /// Why a part is paused, by part.
        var pauses: [String: String] = [:]
        var errors: [String: String] = [:]
        var facts: [String: [String: JSON]] = [:]
        /// When a loop last said that it goes round.
        var beats: [String: ContinuousClock.Instant] = [:]
    }

    /// The stage's name in the pipeline files.
    public let stage: String
    /// How long a loop may be silent before the process counts as hung.
    private let silence: Duration
    private let state = Mutex(State())

    public init(stage: String, silence: Duration = .seconds(60)) {
        self.stage = stage
        self.silence = silence
    }

    // MARK: What parts report

    /// Says why a part is not ready; `nil`: it is.
    public func notReady(_ part: String, _ reason: String?) {
        state.withLock { $0.reasons[part] = reason }
    }

    /// Says that a part waits for something outside to be mended; `nil`: it goes on.
    public func paused(_ part: String, _ reason: String?) {
        state.withLock { state in
            state.pauses[part] = reason
            if let reason { state.errors[part] = reason }
        }
    }

    /// Keeps the last error of a part for `/status`.
    public func failed(_ part: String, _ error: String) {
        state.withLock { $0.errors[part] = error }
    }

    /// A fact for `/status`: `outboxRows`, `lastBatch`.
    public func fact(_ part: String, _ name: String, _ value: JSON?) {
        state.withLock { $0.facts[part, default: [:]][name] = value }
    }

    /// A loop went round.
    public func beat(_ loop: String) {
        state.withLock { $0.beats[loop] = .now }
    }

    /// A loop has ended; nobody waits for its beat.
    public func ended(_ loop: String) {
        state.withLock { state in
            state.beats[loop] = nil
            state.pauses[loop] = nil
        }
    }

    // MARK: What the process says

    /// Why the process is not ready, one text a part, in order; empty: it is ready.
    public var reasons: [String] {
        state.withLock { state in
            let waiting = state.reasons.map { "\($0.key): \($0.value)" }
            let paused = state.pauses.map { "\($0.key): paused: \($0.value)" }
            return (waiting + paused).sorted()
        }
    }

    /// Why parts are paused, by part.
    public var pauses: [String: String] { state.withLock { $0.pauses } }

    /// Loops that have been silent too long. While the process says that it waits for something
    /// outside, a loop may be silent.
    public var hung: [String] {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.reasons.isEmpty && state.pauses.isEmpty else { return [] }
            return state.beats.filter { now - $0.value > silence }.keys.sorted()
        }
    }

    /// `{ready, reasons}`.
    public var readiness: JSON {
        let reasons = reasons
        return ["ready": .bool(reasons.isEmpty), "reasons": .array(reasons.map { .string($0) })]
    }

    /// Everything: `{stage, ready, reasons, paused, lastErrors, parts}`.
    public var status: JSON {
        let reasons = reasons
        return state.withLock { state in
            [
                "stage": .string(stage), "ready": .bool(reasons.isEmpty),
                "reasons": .array(reasons.map { .string($0) }),
                "paused": .object(state.pauses.mapValues { .string($0) }),
                "lastErrors": .object(state.errors.mapValues { .string($0) }),
                "parts": .object(state.facts.mapValues { .object($0) }),
            ]
        }
    }
}

extension Health {
    /// Follows the state of the broker's connections until the task is cancelled.
    public func watch(_ broker: any BrokerPort, every period: Duration = .seconds(1)) async {
        while !Task.isCancelled {
            switch await broker.state() {
            case .connected: notReady("broker", nil)
            case .blocked(let reason): notReady("broker", "blocked: \(reason)")
            case .recovering(let reason): notReady("broker", "recovering: \(reason)")
            case .closed: notReady("broker", "closed")
            }
            guard (try? await pause(until: .now + period)) != nil else { return }
        }
    }
}
