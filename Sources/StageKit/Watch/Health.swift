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
        var errors: [String: (text: String, at: Instant)] = [:]
        /// What somebody should know although the process is ready, by part.
        var notes: [String: String] = [:]
        var facts: [String: [String: JSON]] = [:]
        var readings: [String: [String: @Sendable () -> JSON?]] = [:]
        /// When a loop last said that it goes round.
        var beats: [String: ContinuousClock.Instant] = [:]
    }

    /// The stage's name in the pipeline files.
    public let stage: String
    /// How long a loop may be silent before the process counts as hung.
    private let silence: Duration
    private let clock: any WallClock
    private let state = Mutex(State())

    public init(
        stage: String, silence: Duration = .seconds(60), clock: any WallClock = SystemClock()
    ) {
        self.stage = stage
        self.silence = silence
        self.clock = clock
    }

    // MARK: What parts report

    /// Says why a part is not ready; `nil`: it is.
    public func notReady(_ part: String, _ reason: String?) {
        state.withLock { $0.reasons[part] = reason }
    }

    /// Says that a part waits for something outside to be mended; `nil`: it goes on.
    public func paused(_ part: String, _ reason: String?) {
        let now = clock.now()
        state.withLock { state in
            state.pauses[part] = reason
            if let reason { state.errors[part] = (reason, now) }
        }
    }

    /// Says what somebody should know although the process is ready; `nil`: nothing any more.
    public func note(_ part: String, _ text: String?) {
        state.withLock { $0.notes[part] = text }
    }

    /// Keeps the last error of a part for `/status`.
    public func failed(_ part: String, _ error: String) {
        let now = clock.now()
        state.withLock { $0.errors[part] = (error, now) }
    }

    /// A fact for `/status`: `outboxRows`, `lastBatch`.
    public func fact(_ part: String, _ name: String, _ value: JSON?) {
        state.withLock { $0.facts[part, default: [:]][name] = value }
    }

    /// A fact that is read when somebody asks.
    public func reading(_ part: String, _ name: String, _ read: @escaping @Sendable () -> JSON?) {
        state.withLock { $0.readings[part, default: [:]][name] = read }
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

    /// Whether a part waits for the lock of another instance.
    public var isStandby: Bool {
        state.withLock { $0.reasons.values.contains { $0.hasPrefix(Self.standby) } }
    }

    /// How the reason of a part begins that waits for the lock of another instance.
    public static let standby = "standby"

    /// When a part last reported an error.
    public var lastErrorAt: Instant? { state.withLock { $0.errors.values.map(\.at).max() } }

    /// Loops that have been silent too long. While the process says that it waits for something
    /// outside, a loop may be silent.
    public var hung: [String] {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.reasons.isEmpty && state.pauses.isEmpty else { return [] }
            return state.beats.filter { now - $0.value > silence }.keys.sorted()
        }
    }

    /// `{ready, reasons}`, and `notes` where there are any.
    public var readiness: JSON {
        let reasons = reasons
        var members: [String: JSON] = [
            "ready": .bool(reasons.isEmpty), "reasons": .array(reasons.map { .string($0) }),
        ]
        let notes = state.withLock { $0.notes.map { "\($0.key): \($0.value)" } }.sorted()
        if !notes.isEmpty { members["notes"] = .array(notes.map { .string($0) }) }
        return .object(members)
    }

    /// Everything: `{stage, live, ready, standby, reasons, notes, paused, lastErrors, parts}`; of
    /// each last error `{text, at}`.
    public var status: JSON {
        let (reasons, isLive, isStandby) = (reasons, hung.isEmpty, isStandby)
        let now = state.withLock { $0 }
        let read = now.readings.mapValues { $0.compactMapValues { $0() } }
        let parts = now.facts.merging(read) { $0.merging($1) { $1 } }
        return [
            "stage": .string(stage), "live": .bool(isLive), "ready": .bool(reasons.isEmpty),
            "standby": .bool(isStandby), "reasons": .array(reasons.map { .string($0) }),
            "notes": .array(now.notes.map { .string("\($0.key): \($0.value)") }),
            "paused": .object(now.pauses.mapValues { .string($0) }),
            "lastErrors": .object(
                now.errors.mapValues {
                    ["text": .string($0.text), "at": .string($0.at.rfc3339)]
                }),
            "parts": .object(parts.mapValues { .object($0) }),
        ]
    }
}

extension Health {
    /// Follows the state of the broker's connections until the task is cancelled.
    public func watch(
        _ broker: any BrokerPort, _ metrics: Metrics, every period: Duration = .seconds(1)
    ) async {
        let gauges = ["connected", "blocked", "recovering", "closed"].map { word in
            let gauge = metrics.gauge(
                "maalem_broker_state", "1 for the state of the connections to the broker.",
                labels: ["stage": stage, "state": word])
            return (word, gauge)
        }
        while !Task.isCancelled {
            let (word, reason) = await broker.state().told
            notReady("broker", word == "connected" ? nil : "\(word)\(reason)")
            for (other, gauge) in gauges { gauge.set(other == word ? 1 : 0) }
            guard (try? await pause(until: .now + period)) != nil else { return }
        }
    }

    /// Shows what the process as a whole says of itself.
    public func show(in metrics: Metrics) {
        let labels = ["stage": stage]
        metrics.reading("maalem_stage_ready", "1 while ready.", labels: labels) { [weak self] in
            self.map { $0.reasons.isEmpty ? 1 : 0 }
        }
        metrics.reading(
            "maalem_stage_live", "0 once a loop is silent too long.", labels: labels
        ) { [weak self] in self.map { $0.hung.isEmpty ? 1 : 0 } }
        metrics.reading(
            "maalem_stage_standby", "1 while another instance has the lock.", labels: labels
        ) { [weak self] in self.map { $0.isStandby ? 1 : 0 } }
        metrics.reading(
            "maalem_stage_last_error_timestamp_seconds",
            "When a part last reported an error, since 1970; 0: never.", labels: labels
        ) { [weak self] in
            self.map { ($0.lastErrorAt?.milliseconds).map { Double($0) / 1000 } ?? 0 }
        }
    }
}

extension BrokerState {
    /// A word and what follows it.
    fileprivate var told: (word: String, reason: String) {
        switch self {
        case .connected: ("connected", "")
        case .blocked(let reason): ("blocked", ": \(reason)")
        case .recovering(let reason): ("recovering", ": \(reason)")
        case .closed: ("closed", "")
        }
    }
}
