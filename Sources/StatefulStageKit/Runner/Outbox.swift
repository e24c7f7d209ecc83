import StageKit
import Synchronization

/// Which outbox rows wait to be published. Committed rows are handed over in memory; when they are
/// too many, or a commit's fate was in doubt, the pump reads them from the store instead.
final class Outbox: Sendable {
    private struct State {
        var waiting: [OutboxRow] = []
        /// Rows after `taken` are to be read from the store.
        var isInStore = true
        var taken: Int64 = 0
        var posted: Int64 = 0
        var confirmed: Int64 = 0
        var removed: Int64 = 0
        var depth = 0
    }

    /// Raised when rows are posted or the pump has something else to see to.
    let signal = Signal()
    private let state = Mutex(State())
    private let gauge: Gauge
    private static let memoryLimit = 10_000

    init(gauge: Gauge) { self.gauge = gauge }

    /// Rows that are not confirmed yet.
    var depth: Int { state.withLock { $0.depth } }

    /// Rows through here are confirmed; they can leave the store.
    var confirmed: Int64 { state.withLock { $0.confirmed } }

    /// Confirmed rows are still in the store.
    var hasRemains: Bool { state.withLock { $0.confirmed > $0.removed } }

    /// How many rows a store held when it was opened.
    func found(_ count: Int) { change { $0.depth = count } }

    /// Rows were committed. Called in the order of the commits.
    func posted(_ rows: [OutboxRow]) {
        guard let last = rows.last else { return }
        change { state in
            state.posted = last.sequence
            state.depth += rows.count
            if state.isInStore || state.waiting.count + rows.count > Self.memoryLimit {
                state.isInStore = true
            } else {
                state.waiting += rows
            }
        }
        signal.raise()
    }

    /// A transaction failed in a way that may have committed it.
    func doubt() {
        change { $0.isInStore = true }
        signal.raise()
    }

    func removed(through sequence: Int64) {
        change { $0.removed = max($0.removed, sequence) }
    }

    func confirmed(_ rows: [OutboxRow]) {
        change { state in
            state.confirmed = rows.last?.sequence ?? state.confirmed
            state.depth = max(0, state.depth - rows.count)
        }
    }

    /// Takes the next rows in memory.
    /// - Returns: `nil` where the rows after the last one taken are in the store
    func take(_ limit: Int) -> [OutboxRow]? {
        state.withLock { state in
            if state.waiting.isEmpty && state.isInStore { return nil }
            let rows = Array(state.waiting.prefix(limit))
            state.waiting.removeFirst(rows.count)
            state.taken = rows.last?.sequence ?? state.taken
            return rows
        }
    }

    var taken: Int64 { state.withLock { $0.taken } }

    /// Rows were read from the store after `taken`; none: all is in memory from now on, unless more
    /// were posted meanwhile.
    func read(_ rows: [OutboxRow]) {
        state.withLock { state in
            if let last = rows.last {
                state.taken = last.sequence
            } else if state.posted <= state.taken {
                state.isInStore = false
            }
        }
    }

    private func change(_ body: (inout State) -> Void) {
        let depth = state.withLock { state in
            body(&state)
            return state.depth
        }
        gauge.set(depth)
    }
}
