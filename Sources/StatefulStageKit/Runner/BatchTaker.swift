import GRDB
import Logging
import Model
import StageKit

/// Brings batches of deliveries into the store: decode, handle, commit; after a fault one by one,
/// what fails twice to the dead letters.
struct BatchTaker<Stage: StatefulStage>: Sendable {
    let transactions: Transactions<Stage>
    let queue: String

    /// Returns when every delivery is committed.
    /// - Throws: `CancellationError`
    func take(_ deliveries: [Delivery]) async throws {
        let now = transactions.clock.now()
        let start = ContinuousClock.now
        var incoming: [Incoming] = []
        var letters: [Letter] = []
        for delivery in deliveries {
            switch read(delivery, at: now) {
            case .success(let event): incoming.append(event)
            case .failure(let letter): letters.append(letter)
            }
        }
        if !letters.isEmpty {
            let letters = letters
            transactions.meters.dead.add(letters.count)
            try await attempt([], letters: letters, at: now)
        }
        try await handle(incoming[...], at: now)
        transactions.meters.handled(deliveries.count, since: start)
    }

    // MARK: Decoding

    private func read(_ delivery: Delivery, at now: Instant) -> Result<Incoming, Letter> {
        let home = transactions.core.chamber
        guard delivery.body.count <= transactions.options.bodyLimit else {
            let error = BodyTooLarge(
                bytes: delivery.body.count, limit: transactions.options.bodyLimit)
            return .failure(letter(delivery, .undecodable, [error], at: now))
        }
        let event = Result { try Event(body: delivery.body) }
        let type = try? event.get().type
        if type != DeadLetter.type, let letter = DeadLetter(buriedByBroker: delivery) {
            // What the broker itself gave up: told in the same way as what a stage gave up.
            return .success(
                Incoming(letter.event(from: delivery, home: home, at: now), delivery: delivery))
        }
        return event.map { Incoming($0, delivery: delivery) }
            .mapError { letter(delivery, .undecodable, [$0], at: now) }
    }

    private func letter(
        _ delivery: Delivery, _ reason: DeadLetter.Reason, _ errors: [any Error], at now: Instant
    ) -> Letter {
        let texts = errors.map { String(describing: $0) }
        let letter = DeadLetter(
            stage: transactions.core.name, queue: queue, reason: reason, error: texts.last ?? "",
            attempts: texts.count, errors: texts, delivery: delivery)
        return Letter(
            letter: letter,
            event: letter.event(from: delivery, home: transactions.core.chamber, at: now))
    }

    // MARK: Handling

    private func handle(_ events: ArraySlice<Incoming>, at now: Instant) async throws {
        var rest = events
        while !rest.isEmpty {
            do {
                rest = rest.dropFirst(try await attempt(Array(rest), letters: [], at: now))
            } catch let fault as StageFault {
                transactions.meters.faults.add()
                if rest.count > 1 {
                    transactions.logger.warning(
                        "a batch failed; one by one", error: fault.underlying,
                        metadata: ["queue": "\(queue)"])
                }
                for event in rest { try await alone(event, at: now) }
                return
            }
        }
    }

    private func alone(_ incoming: Incoming, at now: Instant) async throws {
        var errors: [any Error] = []
        for _ in 0..<2 {
            do {
                while try await attempt([incoming], letters: [], at: now) == 0 {}
                return
            } catch let fault as StageFault {
                transactions.meters.faults.add()
                errors.append(fault.underlying)
            }
        }
        try await bury(incoming, errors, at: now)
    }

    private func bury(
        _ incoming: Incoming, _ errors: [any Error], at now: Instant
    ) async throws {
        guard let delivery = incoming.delivery, let error = errors.last else { return }
        transactions.meters.dead.add()
        transactions.health.failed(transactions.part, String(describing: error))
        transactions.logger.error(
            "an event failed twice", error: error,
            metadata: [
                "queue": "\(queue)", "event": "\(incoming.event.id)",
                "type": "\(incoming.event.type)",
            ])
        let letter = letter(delivery, .fault, errors, at: now)
        try await transactions.run { core, database in
            try core.transaction(in: database, at: now) { state, database in
                try state.bury(incoming, letter.letter, letter.event, database)
            }.applied
        }
    }

    /// One transaction. A failing clock is held and the events go on without.
    /// - Returns: how many events it took
    /// - Throws: `StageFault` for an event, `CancellationError`
    @discardableResult
    private func attempt(
        _ events: [Incoming], letters: [Letter], at now: Instant
    ) async throws -> Int {
        while true {
            let work = transactions.work(events, letters: letters)
            do {
                let applied = try await transactions.run { core, database in
                    try core.apply(work, in: database, at: now)
                }
                if work.rings { transactions.release() }
                return applied.taken
            } catch let fault as StageFault where fault.isClock {
                transactions.hold(fault)
            }
        }
    }
}
