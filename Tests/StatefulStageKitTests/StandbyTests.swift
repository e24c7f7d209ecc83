import Foundation
import Testing

@testable import StatefulStageKit

@Suite struct StandbyTests {
    private func file() -> String {
        FileManager.default.temporaryDirectory.path + "/standby-\(UInt64.random(in: 0 ... .max))"
    }

    @Test func aHolderIsNoticedOnlyOnceItIsSilent() throws {
        let path = file()
        let lock = try #require(try LockFile.take(path))
        var watch = StandbyWatch()
        for _ in 0..<20 {
            lock.beat()
            #expect(watch.look(at: path, patience: 3) == nil)
        }
        #expect(watch.look(at: path, patience: 3) == nil)
        #expect(watch.look(at: path, patience: 3) == nil)
        #expect(watch.look(at: path, patience: 3)?.pid == getpid())
        #expect(watch.look(at: path, patience: 3) == nil)
        withExtendedLifetime(lock) {}
    }

    @Test func aFrozenProcessIsEndedAndNoOther() async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sleep")
        process.arguments = ["60"]
        try process.run()
        let pid = process.processIdentifier
        kill(pid, SIGSTOP)
        let started = try #require(LockHolder.started(pid))
        #expect(LockHolder(pid: pid, started: started + 1).end() != nil)
        #expect(process.isRunning)
        #expect(LockHolder(pid: pid, started: started).end() == nil)
        let deadline = ContinuousClock.now + .seconds(10)
        while process.isRunning, .now < deadline { await Task.yield() }
        #expect(!process.isRunning)
        #expect(LockHolder(pid: getpid(), started: LockHolder.started(getpid()) ?? 0).end() != nil)
    }

    @Test func aFileWithoutASignNamesNobody() throws {
        let path = file()
        try Data().write(to: URL(filePath: path))
        var watch = StandbyWatch()
        for _ in 0..<10 { #expect(watch.look(at: path, patience: 3) == nil) }
    }
}
