import Foundation
import Model
import StageKit

/// An event that waits to be handled, and how it came.
struct Incoming: Sendable {
    let event: Event
    /// SHA-256 of its content (`Event.contentDigest`).
    let digest: Data
    let delivery: Delivery?
    /// The replay that brought it; `nil`: none.
    var replay: String? { delivery?.headers[DeadLetter.replayHeader] }

    init(_ event: Event, delivery: Delivery? = nil) {
        self.event = event
        digest = Data(hexDigits: event.contentDigest)
        self.delivery = delivery
    }
}

/// A dead letter and the event that tells of it.
struct Letter: Error, Sendable {
    let letter: DeadLetter
    let event: Event
}

/// What one transaction is to do.
struct Work: Sendable {
    var events: [Incoming] = []
    /// Deliveries that are no events, to be told of.
    var letters: [Letter] = []
    /// Whether clocks may ring.
    var rings = true
    /// The most clocks that ring in one transaction.
    var clockLimit = 200
    /// Outbox rows through here are confirmed and go.
    var confirmedThrough: Int64 = 0
}

/// What one transaction did.
struct Applied: Sendable {
    var now = Instant(milliseconds: 0)
    var rows: [OutboxRow] = []
    var events: [Event] = []
    /// How many of the events are dealt with; fewer than given where the clocks took the room.
    var taken = 0
    var handled: [EventID] = []
    var duplicates = 0
    var conflicts = 0
    var rung = 0
    /// The stage was asked for its next clock, and said `nextDue`.
    var looked = false
    var nextDue: Instant?
    /// Outbox rows through here have left the store.
    var removed: Int64?
    /// The clocks that are due did not all find room.
    var hasMore = false
    /// How many events the inbox has entered; `nil`: nobody looked.
    var position: Int64?
    /// How long the commit took.
    var commit = Duration.zero
}

/// What a stage did wrong inside a transaction, which was rolled back.
enum StageFault: Error, CustomStringConvertible {
    case event(any Error)
    case clock(any Error)
    /// The stage cannot read its own tables: no event is to blame.
    case load(any Error)

    /// A clock's draft that no id can be derived for.
    struct AnonymousDraft: Error, CustomStringConvertible {
        let type: String
        var description: String {
            "\(type): what a clock or an effect says must name its cause and a discriminator"
        }
    }

    /// A clock that is due for ever.
    struct StuckClock: Error, CustomStringConvertible {
        let due: Instant
        var description: String { "the clock of \(due) stays due however often it rings" }
    }

    /// What the stage did, unless the store itself is in trouble.
    static func of(
        _ error: any Error, _ origin: (any Error) -> StageFault = StageFault.event
    ) -> any Error {
        let isOther = error is StageFault || error is CancellationError
        return isOther || StoreTrouble(error) != nil ? error : origin(error)
    }

    var isClock: Bool { if case .clock = self { true } else { false } }
    var isLoad: Bool { if case .load = self { true } else { false } }

    var underlying: any Error {
        switch self {
        case .event(let error), .clock(let error), .load(let error): error
        }
    }

    var description: String {
        switch self {
        case .event(let error): String(describing: error)
        case .clock(let error): "a clock failed: \(error)"
        case .load(let error): "the stage cannot load: \(error)"
        }
    }
}
