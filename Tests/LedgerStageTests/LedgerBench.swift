import Foundation
import GRDB
import LedgerStage
import Model
import StageKit
import StatefulStageKit

/// A ledger on a temporary file, driven as its runner does, and what a test says in it.
final class LedgerBench {
    let folder: URL
    let queue: DatabaseQueue
    private var stage: LedgerStage
    private var count = 0
    /// What went back to the queues.
    private(set) var published: [Message] = []
    private(set) var now = Instant(rfc3339: "2026-11-22T09:00:00Z")!

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let ledger = folder.appendingPathComponent("ledger-31.sqlite").path
        try StageDatabase.create(ledger, owner: "ledger-31", LedgerStore.self)
        queue = try StageDatabase.open(ledger, owner: "ledger-31", LedgerStore.self).queue
        let vault = folder.appendingPathComponent("vault-31.sqlite").path
        try Vault.create(path: vault)
        stage = LedgerStage(
            vault: try Vault(path: vault),
            replayQueues: ["classifier", "classifier.31", "matcher.31", "intake.requests"])
        try queue.write { try stage.load(LedgerStore($0)) }
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    var path: String { folder.appendingPathComponent("ledger-31.sqlite").path }
    var vaultPath: String { folder.appendingPathComponent("vault-31.sqlite").path }

    func reader() throws -> LedgerReader { try LedgerReader(path: path, vault: vaultPath) }

    /// Records events in one transaction.
    func record(_ events: Event...) throws { try record(events) }

    func record(_ events: [Event]) throws {
        try queue.write { database in
            let store = LedgerStore(database)
            for event in events {
                _ = try stage.handle(event, at: now, store)
                published += stage.takeMessages()
            }
            _ = try stage.finish(events.map(\.id), at: now, store)
        }
    }

    func conflict(_ event: Event) throws {
        try queue.write { _ = try stage.conflict(event, at: now, LedgerStore($0)) }
    }

    /// Rolls a transaction back after the stage has done its part, vault included.
    func rollBack(_ event: Event) throws {
        struct Failure: Error {}
        do {
            try queue.write { database in
                let store = LedgerStore(database)
                _ = try stage.handle(event, at: now, store)
                _ = try stage.finish([event.id], at: now, store)
                throw Failure()
            }
        } catch is Failure {
            try queue.write { try stage.load(LedgerStore($0)) }
        }
    }

    /// An event a second later than the one before; `cause` defaults to an input of its own.
    func event(
        _ type: String, _ subject: String? = nil, by source: String = "stage/matcher",
        cause: EventID? = nil, _ data: JSON = [:]
    ) -> Event {
        count += 1
        now = now.advanced(seconds: 1)
        let cause = cause ?? EventID(source: "test", id: String(count))
        let id = EventID(cause: cause, type: type, discriminator: String(count))
        return Event(
            id: id, source: source, type: type, subject: subject, chamber: ChamberCode("31")!,
            time: now, causeID: cause, traceparent: Traceparent(startingAt: cause), data: data)
    }

    func accepted(_ request: String, person: String = LedgerBench.family, text: String = "Fuite")
        -> Event
    {
        event(
            RequestAccepted.type, request, by: "stage/intake",
            [
                "requestId": .string(request), "channel": "sms", "person": .string(person),
                "line": "mobile", "isVerdict": false, "quartier": "maraval",
                "personal": ["phone": "+213550000001", "text": .string(text)],
            ])
    }

    static let family = "p" + String(repeating: "a", count: 32)
    static let artisan = "p" + String(repeating: "b", count: 32)

    /// Changes the file as somebody with write access to it could, triggers dropped and put back.
    func tamper(_ sql: String) throws {
        try queue.writeWithoutTransaction { database in
            let triggers = try Row.fetchAll(
                database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers {
                try database.execute(sql: "DROP TRIGGER \(trigger[0] as String)")
            }
            try database.execute(sql: sql)
            for trigger in triggers { try database.execute(sql: trigger[1]) }
        }
    }

    /// The rows of a view as `column=value` texts.
    func rows(_ view: LedgerView) throws -> [[String: JSON]] {
        let table = try reader().rows(of: view)
        return table.rows.map {
            Dictionary(uniqueKeysWithValues: zip(table.columns, $0))
        }
    }
}

extension LedgerBench {
    /// What a stage says of a message that it gave up.
    func deadLetter(
        stage: String, cause: EventID? = nil, body: JSON
    ) -> Event {
        event(
            "dead.lettered", nil, by: "stage/\(stage)", cause: cause,
            [
                "stage": .string(stage), "queue": .string("\(stage).31"), "reason": "fault",
                "error": "overflow", "attempts": 2, "headers": [:],
                "exchange": "maalem.dispatch", "routingKey": "request.accepted.31",
                "personal": [
                    "bodyBase64": .string(Data(body.canonicalBytes).base64EncodedString())
                ],
            ])
    }
}
