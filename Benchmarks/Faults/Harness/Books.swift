import Model
import Operator
import Synchronization

/// The driver's own books: what it sent and what the broker said to it, whatever the system thinks.
final class Books: Sendable {
    struct Figures: Sendable {
        var confirmed: Set<EventID> = []
        /// No queue took it. Held against the system: every input here is well addressed.
        var returned: [EventID: String] = [:]
        /// Refusals by the broker, each of them tried again.
        var refusals = 0
        /// Attempts that ended without a word; each of them tried again.
        var unknown = 0
        /// Every copy that went out.
        var copies = 0
        var requests: Set<String> = []
    }

    private let state = Mutex(Figures())

    var figures: Figures { state.withLock { $0 } }

    func attempted(_ count: Int) { state.withLock { $0.copies += count } }

    func unknown(_ count: Int) { state.withLock { $0.unknown += count } }

    func enter(_ tally: InputPublisher.Tally) {
        state.withLock { state in
            state.confirmed.formUnion(tally.confirmed)
            state.returned.merge(tally.returned) { $1 }
            state.refusals += tally.refused.count
        }
    }

    /// A request that a person now waits on.
    func expect(_ requests: [EventID]) {
        state.withLock { $0.requests.formUnion(requests.map { $0.subject("r") }) }
    }
}

extension EventID {
    /// `r`, `o`, … and the first 16 digits.
    func subject(_ letter: String) -> String { letter + hex.prefix(16) }
}
