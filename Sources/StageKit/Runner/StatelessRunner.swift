import Logging
import Model

/// Runs a stage that keeps nothing: consume, handle, publish, wait for the confirms, acknowledge
/// (law 1). Handling is never concurrent; up to two batches of a queue are in flight, the second
/// being handled while the confirms of the first come in.
public actor StatelessRunner {
    private let stage: any StatelessStage
    private let readers: [QueueReader]
    private let inHand: [String: InHand]
    private let publisher: PublisherSource
    private let options: RunnerOptions
    private let clock: any WallClock
    private let health: Health
    private let logger: Logger
    private let meters: RunnerMeters
    private let speaker: Speaker
    private let stopping = Latch()

    public init(
        stage: any StatelessStage, queues: [QueueOptions], broker: any BrokerPort,
        options: RunnerOptions = RunnerOptions(), clock: any WallClock = SteadyClock(),
        health: Health, metrics: Metrics, logger: Logger
    ) {
        self.stage = stage
        publisher = PublisherSource(broker)
        self.options = options
        self.clock = clock
        self.health = health
        self.logger = logger
        readers = queues.map { QueueReader($0, broker: broker) }
        meters = RunnerMeters(metrics, stage: stage.name, chamber: nil)
        inHand = Dictionary(
            uniqueKeysWithValues: queues.map { queue in
                let hand = InHand(
                    queue, labels: ["stage": stage.name], clock: clock, health: health,
                    metrics: metrics)
                return (queue.name, hand)
            })
        speaker = Speaker(source: "stage/\(stage.name)")
        for queue in queues { health.notReady(queue.name, "starting") }
    }

    /// Stops well: nothing more is consumed, what is in hand is finished, `run` returns.
    public nonisolated func stop() { stopping.open() }

    /// Runs until `stop`, or until the task is cancelled: then what is in hand stays unacknowledged
    /// and comes again.
    /// - Throws: `CancellationError`
    public func run() async throws {
        let over = Latch()
        let readers = readers
        let stopping = stopping
        let grace = options.grace
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await withDiscardingTaskGroup { queues in
                    for reader in readers { queues.addTask { await self.consume(reader) } }
                }
                over.open()
            }
            group.addTask {
                await stopping.wait()
                for reader in readers { await reader.stop() }
                _ = try? await pause(until: .now + grace)
                over.open()
            }
            await over.wait()
            group.cancelAll()
        }
        for reader in readers { health.ended(reader.queue.name) }
        try Task.checkCancellation()
    }

    // MARK: One queue

    private func consume(_ reader: QueueReader) async {
        await withDiscardingTaskGroup { flights in
            // The flights before this one: the last, and the one that must have landed.
            var last: Latch?
            var oldest: Latch?
            while let batch = await take(from: reader) {
                guard !batch.isEmpty else { continue }
                inHand[reader.queue.name]?.took(batch.deliveries)
                await oldest?.wait()
                let messages = handle(batch.deliveries, queue: reader.queue.name)
                let previous = last
                let landed = Latch()
                flights.addTask {
                    await self.land(batch, messages, after: previous, reader.queue.name)
                    landed.open()
                }
                oldest = last
                last = landed
                if await reader.isConsumerCareful { await landed.wait() }
                if Task.isCancelled { return }
            }
        }
    }

    /// The next batch; waits out trouble with the queue. - Returns: `nil` when it is over
    private func take(from reader: QueueReader) async -> Batch? {
        var backoff = Backoff(options)
        let name = reader.queue.name
        while !Task.isCancelled {
            health.beat(name)
            do {
                try await reader.open()
                health.notReady(name, nil)
                inHand[name]?.isConsuming(true)
                health.fact(name, "batchInForce", .integer(Int64(await reader.limit)))
                return try await reader.next(until: .now + .seconds(10))
            } catch is CancellationError {
                return nil
            } catch {
                inHand[name]?.isConsuming(false)
                health.notReady(name, "cannot consume: \(error)")
                logger.warning("cannot consume", error: error, metadata: ["queue": "\(name)"])
                if stopping.isOpen { return nil }
                guard (try? await pause(until: backoff.next())) != nil else { return nil }
            }
        }
        return nil
    }

    /// Publishes what a batch says until every message is confirmed, then acknowledges it, after
    /// the batch before it.
    private func land(
        _ batch: Batch, _ messages: [Message], after previous: Latch?, _ queue: String
    ) async {
        defer { inHand[queue]?.settled() }
        let delivery = Delivering(
            publisher: publisher, options: options, health: health, stage: stage.name,
            part: queue, clock: clock, logger: logger, meters: meters)
        do {
            try await delivery.publish(messages)
            await previous?.wait()
            try Task.checkCancellation()
            try await batch.acknowledge()
        } catch is CancellationError {
            return
        } catch {
            // The connection is gone: the broker hands the batch out again.
            logger.warning("cannot acknowledge", error: error, metadata: ["queue": "\(queue)"])
        }
    }

    // MARK: Handling

    private func handle(_ deliveries: [Delivery], queue: String) -> [Message] {
        let now = clock.now()
        let start = ContinuousClock.now
        var messages: [Message] = []
        messages.reserveCapacity(deliveries.count)
        for delivery in deliveries {
            do {
                messages += try attempt(delivery, at: now)
            } catch {
                meters.faults.add()
                messages += alone(delivery, after: error, queue: queue, at: now)
            }
        }
        meters.handled(deliveries.count, since: start)
        health.fact(queue, "lastBatch", .integer(Int64(deliveries.count)))
        return messages
    }

    private func attempt(_ delivery: Delivery, at now: Instant) throws -> [Message] {
        guard delivery.body.count <= options.bodyLimit else {
            throw BodyTooLarge(bytes: delivery.body.count, limit: options.bodyLimit)
        }
        switch try stage.handle(delivery, at: now) {
        case .emit(let drafts, let cause):
            return said(drafts, cause, at: now).map(\.message)
        case .reject(let draft, let besides, let cause):
            meters.rejected.add(draft.data["code"]?.string ?? "")
            let events = said([draft] + besides, cause, at: now)
            let refused = events.prefix(1).map { Message(refused: delivery, by: $0) }
            return events.map(\.message) + refused
        }
    }

    private func said(_ drafts: [Draft], _ cause: Cause, at now: Instant) -> [Event] {
        for draft in drafts { meters.said.add(draft.type) }
        return speaker.events(
            drafts, cause: cause.id, chamber: cause.chamber, traceparent: cause.traceparent,
            at: now)
    }

    /// The second attempt, and the dead letter if it fails too.
    private func alone(
        _ delivery: Delivery, after first: any Error, queue: String, at now: Instant
    ) -> [Message] {
        do {
            return try attempt(delivery, at: now)
        } catch {
            meters.faults.add()
            meters.dead.add()
            let text = String(describing: error)
            health.failed(queue, text)
            logger.error("a delivery failed twice", error: error, metadata: ["queue": "\(queue)"])
            let letter = DeadLetter(
                stage: stage.name, queue: queue, reason: reason(error), error: text, attempts: 2,
                errors: [String(describing: first), text], delivery: delivery)
            return [letter.message(from: delivery, home: .unreadable, at: now)]
        }
    }

    private func reason(_ error: any Error) -> DeadLetter.Reason {
        error is JSONError || error is EventFormatError || error is BodyTooLarge
            ? .undecodable : .fault
    }
}

/// A body above the runner's own limit.
package struct BodyTooLarge: Error, CustomStringConvertible {
    let bytes: Int
    let limit: Int

    package init(bytes: Int, limit: Int) {
        self.bytes = bytes
        self.limit = limit
    }

    package var description: String { "a body of \(bytes) bytes; the limit is \(limit)" }
}

extension Message {
    /// The copy of an input that was refused, for the queue of refused inputs. Nothing of the
    /// sender's own headers goes along.
    init(refused delivery: Delivery, by event: Event) {
        var headers = ["maalem-event": event.id.hex, "maalem-cause": event.causeID.hex]
        headers["maalem-code"] = event.data["code"]?.string
        headers["maalem-field"] = event.data["field"]?.string
        self.init(
            exchange: Exchanges.rejected, routingKey: delivery.routingKey, body: delivery.body,
            contentType: delivery.contentType ?? "application/octet-stream",
            messageID: event.causeID.hex, headers: headers)
    }
}
