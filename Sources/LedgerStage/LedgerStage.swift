import Foundation
import Model
import StageKit
import StatefulStageKit

/// Writes down everything that is said in a chamber and decides nothing.
///
/// Every event becomes an entry of a hash chain, `personal` sealed under the key of its person
/// (law 9). Entries of its own: `dead.recorded` (for an event `dead.lettered`),
/// `conflict.recorded`, `person.erased`. It says nothing on the wire.
public struct LedgerStage: StatefulStage {
    public let name = "ledger"

    private var keys: KeyRing
    private var head = ChainHead.origin

    /// - Parameter vault: of the same chamber
    public init(vault: Vault) { keys = KeyRing(vault) }

    public mutating func load(_ store: LedgerStore) throws {
        keys.reset()
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
            try append(event, at: now, store)
            try settleDeadLetter(event, store)
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
        return []
    }

    /// The vault commits here, before the runner commits the ledger.
    public mutating func finish(
        _ handled: [EventID], at now: Instant, _ store: LedgerStore
    ) throws -> [Draft] {
        try keys.commit(at: now)
        return []
    }

    private var source: String { "stage/\(name)" }

    // MARK: - Entries

    private mutating func append(_ event: Event, at now: Instant, _ store: LedgerStore) throws {
        var data = event.data
        if let personal = data["personal"], personal != .null {
            let key = try keys.key(holder: holder(of: event))
            let bytes = try key.seal(personal.canonicalBytes, for: .personal(of: event.id.hex))
            data["personal"] = SealedPersonal(keyID: key.id, bytes: bytes).json
        }
        try append(event, data: data, type: event.type, at: now, store)
    }

    private mutating func append(
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

    /// Whose key seals what the event says; where it names nobody, a key of the event's own.
    private func holder(of event: Event) -> String {
        event.data["person"]?.string.flatMap(PersonID.init)?.text ?? event.id.hex
    }

    private func removingPersonal(_ data: JSON) -> JSON {
        var data = data
        data["personal"] = nil
        return data
    }

    // MARK: - Commands

    private mutating func erase(_ event: Event, at now: Instant, _ store: LedgerStore) throws {
        let command: EraseCommand = try event.payload()
        keys.erase(holder: command.person.text)
        let type = "person.erased"
        let id = EventID(cause: event.id, type: type, discriminator: "0")
        try append(
            Event(
                id: id, source: source, type: type, subject: command.person.text,
                chamber: event.chamber, time: now, causeID: event.id,
                traceparent: event.traceparent.child(id),
                data: [
                    "person": .string(command.person.text),
                    "operator": .string(command.operator),
                ]),
            at: now, store)
    }

    private mutating func settleDeadLetter(_ event: Event, _ store: LedgerStore) throws {
        let command: DeadLetterCommand = try event.payload()
        let id = command.deadLetterId
        guard let letter = try store.eventID(deadLetter: id) else { return }
        if event.type == CommandType.deadReplay {
            try store.markReplayed(deadLetter: id)
        } else {
            try store.markDropped(deadLetter: id)
            // Where the letter had a key of its own, the key goes with it.
            keys.erase(holder: letter)
        }
    }

    // MARK: - Dead letters

    private mutating func recordDeadLetter(
        _ event: Event, at now: Instant, _ store: LedgerStore
    ) throws {
        let record = DeadLetterRecord(event)
        var data = removingPersonal(event.data)
        var sealed: (key: VaultKey, bytes: [UInt8])?
        if let body = record.body {
            let key = try keys.key(holder: record.person?.text ?? event.id.hex)
            let bytes = try key.seal(body, for: .deadLetter(event.id.hex))
            sealed = (key, bytes)
            // The chain holds the letter by its digest; the letter itself can be dropped.
            data["personal"] = [
                "table": "dead_letter", "sha256": .string(EventID(body: bytes).hex),
            ]
        }
        let id = event.id.subject("d")
        let entry = Event(
            id: event.id, source: event.source, type: event.type, subject: id,
            chamber: event.chamber, time: event.time, causeID: event.causeID,
            traceparent: event.traceparent, data: event.data)
        try append(entry, data: data, type: "dead.recorded", at: now, store)
        try store.add(
            DeadLetterRow(
                id: id, eventID: event.id.hex, recordedAt: now.rfc3339, stage: record.stage,
                queue: record.queue, reason: record.reason, error: record.error,
                attempts: record.attempts, originalID: record.originalID,
                originalType: record.originalType, headers: record.headers.canonicalText,
                exchange: record.exchange, routingKey: record.routingKey,
                contentType: record.contentType, keyID: sealed?.key.id, sealed: sealed?.bytes))
    }
}
