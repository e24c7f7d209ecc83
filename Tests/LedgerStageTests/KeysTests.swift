import Foundation
import LedgerStage
import Model
import StatefulStageKit
import Testing

/// Ledgers and vaults that were copied apart from each other.
@Suite struct KeysTests {
    private func erase(_ bench: LedgerBench) -> Event {
        bench.event(
            CommandType.personErase, nil, by: "stage/intake",
            ["person": .string(LedgerBench.family), "operator": "op1", "reason": "demande"])
    }

    @Test func aVaultCopiedBeforeItsLedgerLacksKeys() throws {
        let bench = try LedgerBench()
        let early = bench.folder.path + "/early-vault"
        try StoreCopy.take(from: bench.vaultPath, to: early)
        try bench.record(bench.accepted("r1"))
        let apart = try LedgerKeys(ledger: bench.path, vault: early)
        #expect(apart.used == 1 && apart.missing.count == 1)
        let late = bench.folder.path + "/late-vault"
        try StoreCopy.take(from: bench.vaultPath, to: late)
        let together = try LedgerKeys(ledger: bench.path, vault: late)
        #expect(together.used == 1 && together.missing == [] && together.risen == [])
    }

    @Test func anOlderVaultBringsTheErasedBack() throws {
        let bench = try LedgerBench()
        try bench.record(bench.accepted("r1"))
        let early = bench.folder.path + "/early-vault"
        try StoreCopy.take(from: bench.vaultPath, to: early)
        try bench.record(erase(bench))
        #expect(try LedgerKeys(ledger: bench.path, vault: bench.vaultPath).missing == [])
        #expect(
            try LedgerKeys(ledger: bench.path, vault: early).risen == [LedgerBench.family])
        // Who comes back after an erasure has a key of their own again.
        try bench.record(bench.accepted("r2"))
        #expect(try LedgerKeys(ledger: bench.path, vault: bench.vaultPath).risen == [])
    }

    @Test func aVaultOfALaterReleaseIsRefused() throws {
        let bench = try LedgerBench()
        let path = bench.folder.path + "/newer"
        try StoreCopy.take(from: bench.vaultPath, to: path)
        let file = try FileHandle(forUpdating: URL(filePath: path))
        // SQLite keeps user_version in bytes 60 to 63 of the file's header.
        try file.seek(toOffset: 60)
        try file.write(contentsOf: [0, 0, 0, 9])
        try file.close()
        #expect(throws: VaultError.newer(path: path)) { try Vault(path: path) }
        _ = try Vault(path: bench.vaultPath)
    }

    @Test func theLedgerTellsWhatAnOlderMatcherDoesNotKnow() throws {
        let bench = try LedgerBench()
        let (first, second) = (bench.accepted("r1"), bench.accepted("r2"))
        try bench.record(first, second)
        func applied(_ position: Int64, _ id: EventID) -> Event {
            bench.event(
                MatcherApplied.type, nil,
                ["position": .integer(position), "ids": [.string(id.hex), "clock:x"]])
        }
        try bench.record(applied(2, first.id), applied(5, second.id))
        let gap = try bench.reader().applied(after: 2)
        #expect(gap.position == 5)
        #expect(gap.subjects == ["r2": [RequestAccepted.type]])
        #expect(try bench.reader().applied(after: 5).subjects == [:])
    }
}
