import Foundation
import GRDB
import LedgerStage
import Model
import Testing

@Suite struct ChainTests {
    private func filled(_ count: Int = 9) throws -> LedgerBench {
        let bench = try LedgerBench()
        for index in 0..<count { try bench.record(bench.accepted("r\(index)")) }
        return bench
    }

    @Test func anUntouchedLedgerIsWhole() throws {
        let bench = try filled()
        let report = try LedgerVerifier.verify(path: bench.path)
        #expect(report.failure == nil)
        #expect(report.entries == 9)
    }

    @Test func anEmptyLedgerIsWhole() throws {
        let bench = try LedgerBench()
        let report = try LedgerVerifier.verify(path: bench.path)
        #expect(report.isWhole)
        #expect(report.headHash == String(repeating: "0", count: 64))
    }

    @Test(arguments: [
        (
            "UPDATE entry SET payload = replace(payload, 'maraval', 'maraval2') WHERE seq = 4",
            LedgerFailure.altered(seq: 4)
        ),
        ("UPDATE entry SET subject = NULL WHERE seq = 5", .altered(seq: 5)),
        ("UPDATE entry SET subject = '' WHERE seq = 5", .altered(seq: 5)),
        ("DELETE FROM entry WHERE seq = 3", .gap(expected: 3, found: 4)),
        ("DELETE FROM entry WHERE seq = 1", .gap(expected: 1, found: 2)),
        ("UPDATE entry SET prev_hash = zeroblob(32) WHERE seq = 6", .brokenLink(seq: 6)),
        ("UPDATE entry SET hash = zeroblob(32) WHERE seq = 7", .altered(seq: 7)),
        (
            """
            UPDATE entry SET seq = 100 WHERE seq = 4; UPDATE entry SET seq = 4 WHERE seq = 5;
            UPDATE entry SET seq = 5 WHERE seq = 100
            """, .brokenLink(seq: 4)
        ),
    ])
    func whatIsDoneToAnEntryIsFoundWhereItWasDone(sql: String, failure: LedgerFailure) throws {
        let bench = try filled()
        try bench.tamper(sql)
        let report = try LedgerVerifier.verify(path: bench.path)
        #expect(report.failure == failure)
    }

    @Test func aMissingTriggerIsFound() throws {
        let bench = try filled()
        try bench.queue.write { try $0.execute(sql: "DROP TRIGGER entry_no_delete") }
        let report = try LedgerVerifier.verify(path: bench.path)
        #expect(report.failure == .trigger(name: "entry_no_delete"))
        #expect(report.entries == 9)
    }

    @Test(arguments: [
        "UPDATE entry SET type = 'x' WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 2",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE seq = 2",
        """
        INSERT OR REPLACE INTO entry SELECT 10, event_id, cause_id, type, subject, occurred_at,
            recorded_at, payload, (SELECT hash FROM entry WHERE seq = 9), hash
            FROM entry WHERE seq = 2
        """,
        """
        INSERT INTO entry SELECT 11, 'x', cause_id, type, subject, occurred_at, recorded_at,
            payload, hash, hash FROM entry WHERE seq = 9
        """,
        "UPDATE OR REPLACE entry SET seq = 3 WHERE seq = 2",
    ])
    func theFileRefusesWhatIsNotAnAppend(sql: String) throws {
        let bench = try filled()
        #expect(throws: DatabaseError.self) {
            try bench.queue.write { try $0.execute(sql: sql) }
        }
        #expect(try LedgerVerifier.verify(path: bench.path).isWhole)
    }

    @Test func anEventThatComesAgainIsNotWrittenTwice() throws {
        let bench = try LedgerBench()
        let event = bench.accepted("r1")
        try bench.record(event, event)
        try bench.record(event)
        #expect(try LedgerVerifier.verify(path: bench.path).entries == 1)
    }

    @Test func theChainGoesOnAfterARollback() throws {
        let bench = try filled(2)
        let event = bench.accepted("r7")
        try bench.rollBack(event)
        try bench.record(event, bench.accepted("r8"))
        let report = try LedgerVerifier.verify(path: bench.path)
        #expect(report.isWhole)
        #expect(report.entries == 4)
        let entry = try #require(try bench.reader().entry(eventID: event.id))
        #expect(try bench.reader().personal(of: entry)?["text"] == "Fuite")
    }

    @Test func aFileThatIsNoLedgerIsSaidToBeNone() throws {
        let bench = try LedgerBench()
        let path = bench.folder.appendingPathComponent("letter.txt").path
        try "Bonjour à tous, ceci n'est pas une base de données.".write(
            toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: LedgerFileError.self) { try LedgerVerifier.verify(path: path) }
        #expect(throws: LedgerFileError.missing(path: "/nowhere")) {
            try LedgerVerifier.verify(path: "/nowhere")
        }
    }

    @Test func pythonRecomputesTheSameChain() throws {
        let bench = try filled()
        try bench.record(
            bench.event("matcher.applied", nil, ["ids": ["é", "\u{1F600}"], "position": 3]))
        let report = try LedgerVerifier.verify(path: bench.path)
        guard let output = try runAuditorsScript(on: bench) else { return }
        #expect(output == "\(report.entries) \(report.headHash)\n")
        try bench.tamper("UPDATE entry SET subject = 'r9' WHERE seq = 4")
        #expect(try runAuditorsScript(on: bench) == "")
    }

    /// What the script of `docs/ledger.md` prints; `nil` where there is no python3.
    private func runAuditorsScript(on bench: LedgerBench) throws -> String? {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else { return nil }
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(
            contentsOf: root.appendingPathComponent("docs/ledger.md"), encoding: .utf8)
        let script = try #require(
            page.components(separatedBy: "```python\n").dropFirst().first?
                .components(separatedBy: "```").first)
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
        python.arguments = ["-c", script, bench.path]
        let output = Pipe()
        python.standardOutput = output
        python.standardError = FileHandle.nullDevice
        try python.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        python.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
