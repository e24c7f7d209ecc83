import Bootstrap
import Foundation
import Model
import Testing

@testable import Operator

@Suite struct ChamberFilesTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "maalem-chamber-\(UUID().uuidString)").path
    private let oran = ChamberCode("31")!

    @Test func aChamberGetsItsStoresItsVaultAndItsPepper() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = ChamberFiles(data: folder)
        #expect(!files.exists(oran))
        let made = try files.create(oran).map { String($0.dropFirst(folder.count + 1)) }
        #expect(
            Set(made) == [
                "secrets/pepper-31.key", "matcher-31.sqlite", "notifier-31.sqlite",
                "ledger-31.sqlite", "vault-31.sqlite", "ledger-00.sqlite", "vault-00.sqlite",
            ])
        #expect(files.exists(oran))
        _ = try Pepper.load(chamber: oran, dataDirectory: folder)
    }

    @Test func nothingIsEverMadeOverAnOldFile() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = ChamberFiles(data: folder)
        _ = try files.create(oran)
        let pepper = try Pepper.load(chamber: oran, dataDirectory: folder)
        let fault = #expect(throws: Failure.self) { try files.create(oran) }
        #expect(fault?.code == .configuration)
        #expect(try Pepper.load(chamber: oran, dataDirectory: folder) == pepper)
    }

    @Test func aSecondChamberSharesTheLedgerOfWhatCannotBeRead() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let files = ChamberFiles(data: folder)
        _ = try files.create(oran)
        let made = try files.create(ChamberCode("99")!)
        #expect(!made.contains { $0.contains("-00.") })
        #expect(made.count == 5)
    }
}
