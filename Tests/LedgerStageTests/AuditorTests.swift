import Foundation
import GRDB
import LedgerStage
import Model
import StatefulStageKit
import Testing

/// Somebody with no right to write anything reads the file.
@Suite struct AuditorTests {
    /// Runs a query as the auditor does: another process, read-only, as nobody where this process
    /// may change who it is. - Returns: `nil` where there is no python3
    private func read(_ sql: String, _ path: String) throws -> String? {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return nil }
        let script = """
            import os, sqlite3, sys
            if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)
            file = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
            print(file.execute(sys.argv[2]).fetchone()[0])
            """
        let auditor = Process()
        auditor.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        auditor.arguments = ["-c", script, path, sql]
        let output = Pipe()
        auditor.standardOutput = output
        try auditor.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        auditor.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func anAuditorReadsWhileTheLedgerWrites() throws {
        let bench = try LedgerBench()
        for index in 1...3 {
            try bench.record(bench.accepted("r\(index)"))
            guard let seen = try read("SELECT count(*) FROM v_requests", bench.path) else {
                return
            }
            #expect(seen == "\(index)\n")
        }
    }

    @Test func anAuditorReadsAfterACleanClose() throws {
        let bench = try LedgerBench()
        try bench.record(bench.accepted("r1"), bench.accepted("r2"))
        try bench.queue.close()
        guard let seen = try read("SELECT etat FROM v_demandes", bench.path) else { return }
        #expect(seen == "accepted\n")
        #expect(try LedgerVerifier.verify(path: bench.path).entries == 2)
    }

    @Test func theStageRunsOnTheKitsHarness() throws {
        let bench = try LedgerBench()
        let harness = try StageHarness(
            LedgerStage(vault: try Vault(path: bench.vaultPath)),
            chamber: ChamberCode("31")!)
        let event = bench.accepted("r1")
        #expect(try harness.deliver([event, event], at: bench.now) == [])
        try harness.reload()
        #expect(try harness.deliver(bench.accepted("r2"), at: bench.now) == [])
        let seqs = try harness.read {
            try Int.fetchAll($0, sql: "SELECT seq FROM entry ORDER BY seq")
        }
        #expect(seqs == [1, 2])
    }
}
