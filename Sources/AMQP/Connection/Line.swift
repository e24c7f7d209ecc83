import CRabbitMQ
import Glibc
import StageKit
import Synchronization

/// What tasks and a connection's thread share: a queue of orders with a bell, and how things stand.
final class Line: Sendable {
    /// What the thread is asked to do.
    enum Order: Sendable {
        case consume(ConsumerState)
        case settle(ConsumerState, Delivery.Tag, Settlement)
        case cancel(ConsumerState, Completion<Void>)
        /// Its owner is gone.
        case drop(ConsumerState)
        case openPublisher(Int, Completion<Void>)
        case publish(Int, Batch)
        case closePublisher(Int)
        /// A question; asked again after a reconnect until it is answered.
        case ask(@Sendable (Session) throws -> Void, @Sendable (any Error) -> Void)
        case stop(Completion<Void>?)
    }

    enum Settlement: Sendable {
        case acknowledge(through: Bool)
        case reject(requeue: Bool)
    }

    private struct Shared {
        var orders: [Order] = []
        var isRung = false
        var condition = BrokerState.recovering("not connected yet")
        var firstConnect: [Completion<Void>] = []
        var hasConnected = false
        var failure: BrokerError?
        var publishers = 0
    }

    /// An eventfd: readable when there are orders.
    let bell: Int32
    private let shared = Mutex(Shared())

    init() throws {
        bell = eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))
        guard bell >= 0 else {
            throw BrokerError(
                code: .unreachable,
                text: "cannot make an eventfd: \(String(cString: strerror(errno)))",
                hint: "look at the limit of open files")
        }
    }

    deinit { Glibc.close(bell) }

    // MARK: For tasks

    /// - Throws: `BrokerError` once the connection has ended
    func send(_ order: Order) throws {
        let rings = try shared.withLock { shared in
            if let failure = shared.failure { throw failure }
            shared.orders.append(order)
            defer { shared.isRung = true }
            return !shared.isRung
        }
        if rings { ring() }
    }

    private func ring() {
        var one: UInt64 = 1
        // Full means that it rings already.
        _ = write(bell, &one, MemoryLayout<UInt64>.size)
    }

    var condition: BrokerState { shared.withLock { $0.condition } }

    func newPublisher() -> Int {
        shared.withLock { shared in
            shared.publishers += 1
            return shared.publishers
        }
    }

    /// Waits for the first connection.
    /// - Throws: `BrokerError`, what hindered it
    func connected() async throws {
        let completion = Completion<Void>()
        let known: Result<Void, any Error>? = shared.withLock { shared in
            if let failure = shared.failure { return .failure(failure) }
            if shared.hasConnected { return .success(()) }
            shared.firstConnect.append(completion)
            return nil
        }
        if let known { return try known.get() }
        try await completion.value()
    }

    // MARK: For the thread

    func takeOrders() -> [Order] {
        shared.withLock { shared in
            shared.isRung = false
            defer { shared.orders = [] }
            return shared.orders
        }
    }

    var hasOrders: Bool { shared.withLock { !$0.orders.isEmpty } }

    /// Stops the bell, which rings until then.
    func hush() {
        var count: UInt64 = 0
        _ = read(bell, &count, MemoryLayout<UInt64>.size)
    }

    func set(_ condition: BrokerState) { shared.withLock { $0.condition = condition } }

    func announceConnected() {
        let waiting = shared.withLock { shared in
            shared.condition = .connected
            shared.hasConnected = true
            defer { shared.firstConnect = [] }
            return shared.firstConnect
        }
        for completion in waiting { completion.finish(.success(())) }
    }

    /// The end: whoever waits and whoever comes later is told.
    /// - Returns: orders that nobody will carry out
    func end(_ error: BrokerError) -> [Order] {
        let (waiting, orders) = shared.withLock { shared in
            shared.condition = .closed
            shared.failure = error
            defer {
                shared.firstConnect = []
                shared.orders = []
            }
            return (shared.firstConnect, shared.orders)
        }
        for completion in waiting { completion.finish(.failure(error)) }
        return orders
    }
}
