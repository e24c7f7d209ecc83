import Foundation
import Model
import StageKit

extension LedgerStage {
    /// A message that a stage gave up: its entry, and the message itself, sealed.
    mutating func recordDeadLetter(
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

    /// `dead.replay`, `dead.drop`: the command is an entry in any case; what cannot be done is
    /// refused by another.
    mutating func decide(_ event: Event, at now: Instant, _ store: LedgerStore) throws {
        let command: DeadLetterCommand = try event.payload()
        let id = command.deadLetterId
        let edited = command.personal.flatMap { Data(base64Encoded: $0.bodyBase64) }.map(Array.init)
        let letter = try store.letter(id)
        // Dropping the letter, or erasing whom it is about, reaches the edited text too.
        let person = edited.flatMap(DeadLetterRecord.person)
        try append(event, sealedFor: person?.text ?? letter?.row.eventID, at: now, store)
        do {
            guard let letter else {
                throw DeadLetterRefusal("unknown-letter", "no dead letter \(id) in this chamber")
            }
            if event.type == CommandType.deadDrop {
                try drop(letter, store)
            } else {
                guard command.personal == nil || edited != nil else {
                    throw DeadLetterRefusal("invalid-body", "bodyBase64 is not Base64")
                }
                try replay(letter, edited: edited, because: event, command, at: now, store)
            }
        } catch let refusal as DeadLetterRefusal {
            let refused = CommandRefused(
                command: event.type, about: id, code: refusal.code, detail: refusal.detail,
                operator: command.operator)
            try enter(
                CommandRefused.type, about: id, because: event, JSON(encoding: refused), at: now,
                store)
        }
    }

    private mutating func drop(_ letter: FiledDeadLetter, _ store: LedgerStore) throws {
        guard letter.state != "dropped" else {
            throw DeadLetterRefusal("wrong-state", "the letter is dropped already")
        }
        try store.markDropped(deadLetter: letter.row.id)
        // Where the letter had a key of its own, the key goes with it.
        keys.erase(holder: letter.row.eventID)
    }

    /// Publishes the message once more, to the queue that gave it up, within this transaction.
    private mutating func replay(
        _ letter: FiledDeadLetter, edited: [UInt8]?, because event: Event,
        _ command: DeadLetterCommand, at now: Instant, _ store: LedgerStore
    ) throws {
        let row = letter.row
        guard letter.state == "recorded" else {
            throw DeadLetterRefusal(
                "wrong-state", "the letter is \(letter.state); what fails again is a new letter")
        }
        guard replayQueues.contains(row.queue) else {
            throw DeadLetterRefusal("not-replayable", "nothing is tried again in \(row.queue)")
        }
        let before = try open(letter)
        let after = edited ?? before
        if let edited { try ReplayRules.check(edited, insteadOf: before, stage: row.stage) }
        guard edited != nil || letter.isWhole(before) else {
            throw DeadLetterRefusal(
                "cut", "the letter holds only the beginning of the message: give it whole")
        }
        replays.append(
            Replay(
                command: event.id.hex, letter: row.id, exchange: row.exchange,
                routingKey: row.routingKey
            ).message(
                queue: row.queue, chamber: event.chamber, body: after,
                contentType: row.contentType, messageID: row.originalID,
                headers: letter.headers))
        try store.markReplayed(deadLetter: row.id)
        try enter(
            "dead.replayed", about: row.id, because: event,
            [
                "deadLetterId": .string(row.id), "replay": .string(event.id.hex),
                "stage": .string(row.stage), "queue": .string(row.queue),
                "operator": .string(command.operator), "edited": .bool(edited != nil),
                "sha256Before": .string(EventID(body: before).hex),
                "sha256After": .string(EventID(body: after).hex),
            ], at: now, store)
    }

    private func open(_ letter: FiledDeadLetter) throws -> [UInt8] {
        guard let keyID = letter.row.keyID, let sealed = letter.row.sealed else {
            throw DeadLetterRefusal("no-body", "the letter holds no message")
        }
        guard let key = try keys.key(id: keyID) else {
            throw DeadLetterRefusal("erased", "the person whom the message is about was erased")
        }
        return try key.open(sealed, for: .deadLetter(letter.row.eventID))
    }
}

/// Why a command on a dead letter cannot be done; becomes an entry `command.refused`.
struct DeadLetterRefusal: Error {
    let code: String
    let detail: String

    init(_ code: String, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}
