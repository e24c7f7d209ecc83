import StageKit
import Testing

@Suite("Consuming", .timeLimit(.minutes(3)))
struct ConsumingTests {
    @Test("Deliveries come in the order of publication", arguments: Twin.allCases)
    func order(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", numbers(300))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 300)
        let first = try await consumer.next(upTo: 7, until: nil)
        #expect(first?.isEmpty == false && (first?.count ?? 8) <= 7)
        let rest = try await consumer.gather(300 - (first?.count ?? 0))
        #expect(((first ?? []) + rest).map(\.text) == numbers(300))
        #expect(((first ?? []) + rest).allSatisfy { !$0.redelivered })
        await broker.close()
    }

    @Test("No more are handed out than the prefetch allows", arguments: Twin.allCases)
    func prefetch(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", numbers(10))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 3)
        let first = try await consumer.gather(10, within: .milliseconds(500))
        #expect(first.map(\.text) == ["1", "2", "3"])
        try await consumer.acknowledge(through: first[1].tag)
        let second = try await consumer.gather(10, within: .milliseconds(500))
        #expect(second.map(\.text) == ["4", "5"])
        await broker.close()
    }

    @Test(
        "What is not acknowledged comes again, flagged; what is does not", arguments: Twin.allCases)
    func redelivery(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", numbers(6))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        let taken = try await consumer.gather(6)
        try await consumer.acknowledge(through: taken[1].tag)
        try await consumer.acknowledge(taken[3].tag)
        await broker.close()

        let other = try await bench.connect()
        let again = try await other.consumer(queue: "q", prefetch: 10).gather(3)
        #expect(again.map(\.text) == ["3", "5", "6"])
        #expect(again.allSatisfy { $0.redelivered })
        await other.close()
        #expect(try await bench.remaining("q") == ["3", "5", "6"])
    }

    @Test("A delivery is settled once", arguments: Twin.allCases)
    func settledOnce(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", numbers(3))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        let taken = try await consumer.gather(3)
        try await consumer.acknowledge(taken[1].tag)
        await expect(.preconditionFailed) { try await consumer.acknowledge(taken[1].tag) }
        let unknown = Delivery.Tag(epoch: taken[0].tag.epoch, number: 99)
        await expect(.preconditionFailed) { try await consumer.acknowledge(unknown) }
        let stale = Delivery.Tag(epoch: taken[0].tag.epoch + 1, number: taken[0].tag.number)
        try await consumer.acknowledge(stale)
        try await consumer.acknowledge(through: taken[2].tag)
        await broker.close()
        #expect(try await bench.remaining("q").isEmpty)
    }

    @Test("A rejected delivery goes back to the queue, or is gone", arguments: Twin.allCases)
    func rejection(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", numbers(2))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        let taken = try await consumer.gather(2)
        try await consumer.reject(taken[0].tag, requeue: true)
        try await consumer.reject(taken[1].tag, requeue: false)
        let again = try await consumer.gather(1)
        #expect(again.map(\.text) == ["1"])
        #expect(again.first?.redelivered == true)
        try await consumer.acknowledge(again[0].tag)
        await broker.close()
        #expect(try await bench.remaining("q").isEmpty)
    }

    @Test("A deadline ends the wait with nothing", arguments: Twin.allCases)
    func deadline(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 1)
        let start = ContinuousClock.now
        let nothing = try await consumer.next(upTo: 1, until: start + .milliseconds(150))
        #expect(nothing == [])
        #expect(ContinuousClock.now - start >= .milliseconds(150))
        #expect(try await consumer.next(upTo: 1, until: start) == [])
        await broker.close()
    }

    @Test("A wake ends a wait, or the following one", arguments: Twin.allCases)
    func wake(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 1)
        consumer.wake()
        #expect(try await consumer.next(upTo: 1, until: nil) == [])
        async let waiting = consumer.next(upTo: 1, until: nil)
        let waker = Task {
            while !Task.isCancelled {
                consumer.wake()
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        #expect(try await waiting == [])
        waker.cancel()
        await broker.close()
    }

    @Test("A message that arrives ends a wait", arguments: Twin.allCases)
    func arrival(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 1)
        async let waiting = consumer.next(upTo: 1, until: nil)
        try await bench.fill("q", ["late"])
        #expect(try await waiting?.map(\.text) == ["late"])
        await broker.close()
    }

    @Test(
        "After a cancel the rest goes back in order and what was taken can be settled",
        arguments: Twin.allCases)
    func cancel(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        // More than a broker sorts by chance.
        try await bench.fill("q", numbers(100))
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 100)
        let taken = try await consumer.gather(2)
        await consumer.cancel()
        await consumer.cancel()
        #expect(try await consumer.next(upTo: 10, until: nil) == nil)
        try await consumer.acknowledge(through: taken[1].tag)
        let other = try await bench.connect()
        let rest = try await other.consumer(queue: "q", prefetch: 100).gather(98)
        #expect(rest.map(\.text) == (3...100).map { "\($0)" })
        await other.close()
        await broker.close()
    }

    @Test("A cancel ends a wait", arguments: Twin.allCases)
    func cancelWhileWaiting(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        async let waiting = consumer.next(upTo: 1, until: nil)
        await consumer.cancel()
        #expect(try await waiting == nil)
        await broker.close()
    }

    @Test("A task that is cancelled stops waiting", arguments: Twin.allCases)
    func taskCancel(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        let task = Task { try await consumer.next(upTo: 1, until: nil) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        await broker.close()
    }

    @Test("A closed connection says so", arguments: Twin.allCases)
    func closed(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        try await bench.fill("q", ["1"])
        let broker = try await bench.connect()
        let consumer = try await broker.consumer(queue: "q", prefetch: 10)
        let taken = try await consumer.gather(1)
        await broker.close()
        await expect(.closed) { _ = try await consumer.next(upTo: 1, until: nil) }
        await expect(.closed) { try await consumer.acknowledge(taken[0].tag) }
        #expect(try await bench.remaining("q") == ["1"])
    }

    @Test("A queue that does not exist is told at once", arguments: Twin.allCases)
    func missingQueue(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q")
        let broker = try await bench.connect()
        await expect(.missingQueue) { _ = try await broker.consumer(queue: "none", prefetch: 1) }
        // The connection goes on.
        try await bench.fill("q", ["1"])
        #expect(try await broker.consumer(queue: "q", prefetch: 1).gather(1).count == 1)
        await broker.close()
    }

    @Test("A single active consumer keeps the queue until it ends", arguments: Twin.allCases)
    func singleActive(_ twin: Twin) async throws {
        let bench = try await twin.bench()
        try await bench.declare("q", singleActiveConsumer: true)
        let broker = try await bench.connect()
        let active = try await broker.consumer(queue: "q", prefetch: 1)
        let standby = try await broker.consumer(queue: "q", prefetch: 2)
        try await bench.fill("q", numbers(3))
        let taken = try await active.gather(1)
        #expect(taken.map(\.text) == ["1"])
        #expect(try await standby.gather(1, within: .milliseconds(300)).isEmpty)
        try await active.acknowledge(through: taken[0].tag)
        await active.cancel()
        // What the first had fetched comes back when the second is served already: in any order.
        #expect(try await standby.gather(2).map(\.text).sorted() == ["2", "3"])
        await broker.close()
    }
}
