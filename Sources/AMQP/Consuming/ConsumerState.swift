import StageKit
import Synchronization

/// What a consumer's task and the connection's thread share: deliveries on one side, tags that
/// wait for their settlement on both.
final class ConsumerState: Sendable {
    typealias Waiter = CheckedContinuation<Void, Never>

    enum Taken {
        case deliveries([Delivery])
        case nothing, woken, end
        /// The connection was lost; said once.
        case lost
        /// It consumes only once it is told to.
        case dormant
    }

    /// How much the task knows of a lost connection.
    private enum Loss {
        case none, untold, told
    }

    private struct Box {
        var waiting = FIFO<Delivery>()
        /// Tags of this epoch that are not settled, rising.
        var unsettled: [UInt64] = []
        /// The last tag of this epoch that the task has taken; 0: none.
        var lastTaken: UInt64 = 0
        var epoch: UInt64 = 0
        var waiter: Waiter?
        var isWoken = false
        var isCancelled = false
        var loss = Loss.none
        var wasLost = false
        var failure: BrokerError?
    }

    let queue: String
    let prefetch: Int
    /// The first attempt to consume.
    let opened = Completion<Void>()
    private let box = Mutex(Box())

    init(queue: String, prefetch: Int) {
        self.queue = queue
        self.prefetch = prefetch
    }

    // MARK: For the task

    func take(_ limit: Int) throws -> Taken {
        try box.withLock { box in
            if !box.waiting.isEmpty {
                box.isWoken = false
                let taken = Array(box.waiting.take(max(1, limit)))
                box.lastTaken = taken.last?.tag.number ?? box.lastTaken
                return .deliveries(taken)
            }
            if box.isCancelled { return .end }
            if let failure = box.failure { throw failure }
            switch box.loss {
            case .none: break
            case .untold:
                box.loss = .told
                return .lost
            case .told:
                box.loss = .none
                return .dormant
            }
            defer { box.isWoken = false }
            return box.isWoken ? .woken : .nothing
        }
    }

    /// Keeps a waiting call, unless there is something for it already.
    func wait(_ waiter: Waiter) {
        let goesOn: Waiter? = box.withLock { box in
            guard box.waiting.isEmpty, !box.isWoken, !box.isCancelled, box.failure == nil,
                box.loss == .none, !Task.isCancelled
            else { return waiter }
            defer { box.waiter = waiter }
            // One task at a time takes from a consumer; an earlier one looks again.
            return box.waiter
        }
        goesOn?.resume()
    }

    func wake() {
        let waiter = box.withLock { box in
            box.isWoken = true
            return Self.takeWaiter(&box)
        }
        waiter?.resume()
    }

    /// Lets a waiting call look again.
    func signal() { box.withLock { Self.takeWaiter(&$0) }?.resume() }

    /// Notes that a delivery is being settled.
    /// - Returns: whether the broker must be told: not for a tag of a connection that is gone
    /// - Throws: `BrokerError` for a tag that was never given out or is settled already
    func settle(_ tag: Delivery.Tag, through: Bool) throws -> Bool {
        try box.withLock { box in
            if let failure = box.failure, failure.code == .closed { throw failure }
            guard tag.epoch == box.epoch else { return false }
            let place = Self.place(of: tag.number, in: box.unsettled)
            guard place < box.unsettled.count, box.unsettled[place] == tag.number else {
                throw BrokerError(
                    code: .preconditionFailed, text: "unknown delivery tag \(tag.number)",
                    hint: "a delivery is settled once")
            }
            box.unsettled.removeSubrange((through ? 0 : place)...place)
            return true
        }
    }

    private static func place(of tag: UInt64, in tags: [UInt64]) -> Int {
        var low = 0
        var high = tags.count
        while low < high {
            let middle = (low + high) / 2
            if tags[middle] < tag { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private static func takeWaiter(_ box: inout Box) -> Waiter? {
        defer { box.waiter = nil }
        return box.waiter
    }

    // MARK: For the thread

    /// A new life at the broker: what was not settled comes again under new tags.
    /// - Returns: the new epoch
    func startEpoch() -> UInt64 {
        box.withLock { box in
            box.epoch += 1
            box.unsettled = []
            box.lastTaken = 0
            _ = box.waiting.removeAll()
            return box.epoch
        }
    }

    func hand(over deliveries: [Delivery]) {
        let waiter = box.withLock { box in
            box.waiting.append(contentsOf: deliveries)
            box.unsettled.append(contentsOf: deliveries.lazy.map(\.tag.number))
            return Self.takeWaiter(&box)
        }
        waiter?.resume()
    }

    /// What was fetched and not yet taken is forgotten: the broker has it back once the channel
    /// closes.
    /// - Returns: the last tag that the task has taken; 0: none
    func cancel() -> UInt64 {
        let (last, waiter) = box.withLock { box in
            box.isCancelled = true
            let tags = box.waiting.removeAll().map(\.tag.number)
            if let first = tags.first { box.unsettled.removeAll { $0 >= first } }
            return (box.lastTaken, Self.takeWaiter(&box))
        }
        waiter?.resume()
        return last
    }

    var isCancelled: Bool { box.withLock { $0.isCancelled } }

    var wasLost: Bool { box.withLock { $0.wasLost } }

    /// The broker has everything back; the task is told before it may consume again.
    func lose() {
        _ = startEpoch()
        let waiter = box.withLock { box in
            box.loss = .untold
            box.wasLost = true
            return Self.takeWaiter(&box)
        }
        waiter?.resume()
    }

    func fail(_ error: BrokerError) {
        let waiter = box.withLock { box in
            box.failure = box.failure ?? error
            _ = box.waiting.removeAll()
            return Self.takeWaiter(&box)
        }
        waiter?.resume()
        opened.finish(.failure(error))
    }
}
