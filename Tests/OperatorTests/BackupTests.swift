import Bootstrap
import Foundation
import Model
import NotifierStage
import StatefulStageKit
import Testing

@testable import Operator

/// Copies of a data folder, and what stands in the way of putting them back.
@Suite struct BackupTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "maalem-backup-\(UUID().uuidString)").path
    private let oran = ChamberCode("31")!
    private var data: String { folder + "/data" }
    private var copy: String { folder + "/copy" }

    private func installed() throws {
        _ = try ChamberFiles(data: data).create(oran)
        try FileManager.default.createDirectory(
            atPath: data + "/outbox/31", withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(filePath: data + "/outbox/31/n1.json"))
    }

    private func restore(_ arguments: String...) throws {
        try RestoreCommand.parse(arguments).run()
    }

    @Test func storesAreCopiedInTheOrderInWhichEventsPassThem() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try installed()
        let set = try BackupSet.take(data: data, to: copy)
        #expect(
            set.manifest.files.map(\.path) == [
                "matcher-31.sqlite", "notifier-31.sqlite", "ledger-00.sqlite", "ledger-31.sqlite",
                "vault-00.sqlite", "vault-31.sqlite", "secrets/pepper-31.key", "outbox/31/n1.json",
            ])
        #expect(try BackupSet(reading: copy).manifest == set.manifest)
        let check = try BackupCheck(set)
        #expect(check.isWell, "\(check.findings)")
        let fault = #expect(throws: Failure.self) {
            try BackupSet.take(data: data, to: copy)
        }
        #expect(fault?.code == .usage)
        for name in ["vault-31.sqlite", "secrets/pepper-31.key"] {
            let mode =
                try FileManager.default
                .attributesOfItem(atPath: "\(copy)/\(name)")[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test func whatWasRestoredRunsAgainWithTheNotifierOnHold() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try installed()
        let pepper = try Pepper.load(chamber: oran, dataDirectory: data)
        _ = try BackupSet.take(data: data, to: copy)
        let fault = #expect(throws: Failure.self) { try restore(copy, "--data", data) }
        #expect(fault?.code == .configuration)

        let other = folder + "/other"
        try restore(copy, "--data", other, "--check")
        #expect(!FileManager.default.fileExists(atPath: other))
        try restore(copy, "--data", other)
        #expect(try Pepper.load(chamber: oran, dataDirectory: other) == pepper)
        let database = try StageDatabase.open(
            other + "/notifier-31.sqlite", owner: "notifier-31", NotifierStore.self)
        try database.queue.close()
        let hold = HoldFile(dataDirectory: other, chamber: oran)
        #expect(hold.reason?.hasPrefix("restored from the backup of") == true)
    }

    @Test func aFileThatIsNotWhatWasCopiedIsNotRestored() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try installed()
        let set = try BackupSet.take(data: data, to: copy)
        let matcher = copy + "/matcher-31.sqlite"
        let file = try FileHandle(forUpdating: URL(filePath: matcher))
        try file.seek(toOffset: 5000)
        try file.write(contentsOf: [1, 2, 3])
        try file.close()
        try FileManager.default.removeItem(atPath: copy + "/vault-31.sqlite")
        let check = try BackupCheck(set)
        #expect(
            check.findings.filter { !$0.isWell }.map(\.file)
                == ["matcher-31.sqlite", "vault-31.sqlite"])
        #expect(throws: (any Error).self) { try restore(copy, "--data", folder + "/other") }
        // The others may still be had one by one.
        try restore(copy, "--data", folder + "/other", "--only", "notifier-31.sqlite")
        #expect(FileManager.default.fileExists(atPath: folder + "/other/notifier-31.sqlite"))
    }
}
