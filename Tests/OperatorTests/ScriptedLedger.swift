import Foundation
import LedgerStage
import Model
import StatefulStageKit

@testable import Operator

/// A ledger file of chamber 31 in a folder of its own, written by the stage itself, entry by entry.
final class ScriptedLedger {
    let folder: URL
    private var stage: LedgerStage
    private let database: StageDatabase
    private var second = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "maalem-operator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let vault = folder.appending(path: "vault-31.sqlite").path
        let ledger = folder.appending(path: "ledger-31.sqlite").path
        try Vault.create(path: vault)
        try StageDatabase.create(ledger, owner: "ledger-31", LedgerStore.self)
        database = try StageDatabase.open(ledger, owner: "ledger-31", LedgerStore.self)
        stage = LedgerStage(vault: try Vault(path: vault))
        try database.queue.write { try stage.load(LedgerStore($0)) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Opened while the folder is there; it stays readable after.
    func reader(opening: Bool = false) throws -> LedgerReader {
        var place = PlaceOptions()
        place.data = folder.path
        return try place.ledger(ChamberCode("31")!, opening: opening)
    }

    /// Writes what a stage says because of something.
    @discardableResult
    func say(
        _ type: String, by speaker: String, because cause: EventID, subject: String? = nil,
        _ data: JSON
    ) throws -> EventID {
        second += 1
        let now = Instant(rfc3339: "2026-11-22T09:00:00Z")!.advanced(seconds: second)
        let id = EventID(cause: cause, type: type, discriminator: "0")
        let event = Event(
            id: id, source: "stage/\(speaker)", type: type, subject: subject,
            chamber: ChamberCode("31")!, time: now, causeID: cause,
            traceparent: Traceparent(startingAt: cause), data: data)
        try database.queue.write { database in
            let store = LedgerStore(database)
            _ = try stage.handle(event, at: now, store)
            _ = try stage.finish([id], at: now, store)
        }
        return id
    }

    static func input(_ name: String) -> EventID { EventID(source: "channel/sms", id: name) }
}
