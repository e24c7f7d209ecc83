import Foundation
import Model
import StageKit
import StatefulStageKit

/// Writes down everything that is said in a chamber and decides nothing.
///
/// Every event becomes an entry of a hash chain, `personal` sealed under the key of its person
/// (law 9). Entries of its own: `dead.recorded` (for an event `dead.lettered`),
/// `dead.replayed`, `conflict.recorded`, `person.erased`, and `command.refused` for a command on a
/// dead letter that cannot be done. On the wire it says `conflict.recorded` alone; what an operator
/// has tried again it publishes to the queue that gave it up.
public struct LedgerStage: StatefulStage {
    public let name = "ledger"

    var keys: KeyRing
    private var head = ChainHead.origin
    /// The queues that take what is tried again.
    let replayQueues: Set<String>
    /// What is published with this transaction.
    var replays: [Message] = []

    /// - Parameters:
    ///   - vault: of the same chamber
    ///   - replayQueues: the queues bound to `maalem.replay`, by their names at the broker
    public init(vault: Vault, replayQueues: Set<String> = []) {
        keys = KeyRing(vault)
        self.replayQueues = replayQueues
    }

    public mutating func load(_ store: LedgerStore) throws {
        keys.reset()
        replays = []
        head = try store.head()
    }

    public mutating func handle(
        _ event: Event, at now: Instant, _ store: LedgerStore
    ) throws -> [Draft] {
        // The runner's inbox may forget; the ledger does not.
        guard try !store.holds(eventID: event.id.hex) else { return [] }
        switch event.type {
        case DeadLetterRecord.eventType:
            try recordDeadLetter(event, at: now, store)
        case CommandType.personErase:
            try append(event, at: now, store)
            try erase(event, at: now, store)
        case CommandType.deadReplay, CommandType.deadDrop:
            try decide(event, at: now, store)
        default:
            try append(event, at: now, store)
        }
        return []
    }

    public mutating func conflict(
        _ event: Event, at now: Instant, _ store: LedgerStore
    ) throws -> [Draft] {
        let type = "conflict.recorded"
        let id = EventID(cause: event.id, type: type, discriminator: event.contentDigest)
        guard try !store.holds(eventID: id.hex) else { return [] }
        // On the wire without the content: the matcher opens a case. It comes back and is known.
        let told = Draft(
            type: type, subject: LedgerSubject.of(event),
            data: [
                "type": .string(event.type), "source": .string(event.source),
                "contentDigest": .string(event.contentDigest),
            ], cause: event.id, discriminator: event.contentDigest)
        try append(
            Event(
                id: id, source: source, type: type, subject: LedgerSubject.of(event),
                chamber: event.chamber, time: event.time, causeID: event.id,
                traceparent: event.traceparent.child(id),
                data: [
                    "type": .string(event.type), "source": .string(event.source),
                    "contentDigest": .string(event.contentDigest),
                    "data": removingPersonal(event.data),
                    "person": event.data["person"] ?? .null,
                    "personal": event.data["personal"] ?? .null,
                ]),
            at: now, store)
        try keys.commit(at: now)
        return [told]
    }

    public mutating func takeMessages() -> [Message] {
        defer { replays = [] }
        return replays
    }

    /// The vault commits here, before the runner commits the ledger.
    public mutating func finish(
        _ handled: [EventID], at now: Instant, _ store: LedgerStore
    ) throws -> [Draft] {
        try keys.commit(at: now)
        return []
    }

    var source: String { "stage/\(name)" }

    // MARK: - Entries

    /// - Parameter holder: whose key seals `personal`; `nil`: the person the event names
    mutating func append(
        _ event: Event, sealedFor holder: String? = nil, at now: Instant, _ store: LedgerStore
    ) throws {
        var data = event.data
        if let personal = data["personal"], personal != .null {
            let key = try keys.key(holder: holder ?? self.holder(of: event))
            let bytes = try key.seal(personal.canonicalBytes, for: .personal(of: event.id.hex))
            data["personal"] = SealedPersonal(keyID: key.id, bytes: bytes).json
        }
        try append(event, data: data, type: event.type, at: now, store)
    }

    mutating func append(
        _ event: Event, data: JSON, type: String, at now: Instant, _ store: LedgerStore
    ) throws {
        let payload: JSON = [
            "chamber": .string(event.chamber.text), "data": data,
            "source": .string(event.source), "traceparent": .string(event.traceparent.text),
        ]
        head = try store.append(
            LedgerEntry(
                seq: head.seq + 1, eventID: event.id.hex, causeID: event.causeID.hex, type: type,
                subject: LedgerSubject.of(event), occurredAt: event.time.rfc3339,
                recordedAt: now.rfc3339, payload: payload.canonicalText),
            after: head)
    }

    /// An entry of the ledger's own.
    mutating func enter(
        _ type: String, about subject: String, because event: Event, _ data: JSON,
        at now: Instant, _ store: LedgerStore
    ) throws {
        let id = EventID(cause: event.id, type: type, discriminator: "0")
        try append(
            Event(
                id: id, source: source, type: type, subject: subject, chamber: event.chamber,
                time: now, causeID: event.id, traceparent: event.traceparent.child(id),
                data: data),
            at: now, store)
    }

    /// Whose key seals what the event says; where it names nobody, a key of the event's own.
    private func holder(of event: Event) -> String {
        event.data["person"]?.string.flatMap(PersonID.init)?.text ?? event.id.hex
    }

    func removingPersonal(_ data: JSON) -> JSON {
        var data = data
        data["personal"] = nil
        return data
    }

    // MARK: - Commands

    private mutating func erase(_ event: Event, at now: Instant, _ store: LedgerStore) throws {
        let command: EraseCommand = try event.payload()
        keys.erase(holder: command.person.text)
        try enter(
            "person.erased", about: command.person.text, because: event,
            [
                "person": .string(command.person.text), "operator": .string(command.operator),
            ], at: now, store)
    }
}
