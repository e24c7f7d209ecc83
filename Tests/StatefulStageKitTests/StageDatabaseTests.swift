import Foundation
import GRDB
import Model
import StatefulStageKit
import Testing

@Suite struct StageDatabaseTests {
    @Test func everyCommitIsFlushedAndReadersFindTheLogAfterwards() throws {
        let works = try ToyWorks()
        let database = try StageDatabase.open(
            works.file, owner: "toy-31", ToyStage.Store.self)
        let (mode, synchronous, keys) = try database.queue.writeWithoutTransaction { database in
            (
                try String.fetchOne(database, sql: "PRAGMA journal_mode"),
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try Int.fetchOne(database, sql: "PRAGMA foreign_keys")
            )
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
        #expect(keys == 1)
        try database.queue.close()
        #expect(FileManager.default.fileExists(atPath: works.file + "-wal"))
        #expect(FileManager.default.fileExists(atPath: works.file + "-shm"))
    }

    @Test func aFileOfAnotherStageOrChamberIsRefused() throws {
        let works = try ToyWorks()
        #expect(
            throws: StageDatabaseError.foreign(
                path: works.file, owner: "toy-31", expected: "toy-16")
        ) { try StageDatabase.open(works.file, owner: "toy-16", ToyStage.Store.self) }
        #expect(throws: StageDatabaseError.exists(path: works.file)) {
            try StageDatabase.create(works.file, owner: "toy-31", ToyStage.Store.self)
        }
    }

    @Test func aFileOfANewerVersionIsRefusedAndItsChangesAreNamed() throws {
        let works = try ToyWorks()
        let database = try StageDatabase.open(works.file, owner: "toy-31", ToyStage.Store.self)
        try database.queue.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('toy-7')")
        }
        try database.queue.close()
        let error = #expect(throws: StageDatabaseError.self) {
            try StageDatabase.open(works.file, owner: "toy-31", ToyStage.Store.self)
        }
        #expect(error == .newer(path: works.file, unknown: ["toy-7"]))
        #expect(error?.description.contains("'toy-7'") == true)
        #expect(try StoreCopy.unknownChanges(works.file, ToyStage.Store.self) == ["toy-7"])
    }

    @Test func aCopyTakenBesideTheWriterIsWholeAndHasNoLog() throws {
        let works = try ToyWorks()
        let database = try StageDatabase.open(works.file, owner: "toy-31", ToyStage.Store.self)
        let copy = works.folder.appendingPathComponent("copy").path
        try StoreCopy.take(from: works.file, to: copy)
        let facts = try StoreCopy.check(copy)
        #expect(facts.owner == "toy-31" && facts.outboxRows == 0)
        #expect(!FileManager.default.fileExists(atPath: copy + "-wal"))
        #expect(throws: StoreCopyError.exists(path: copy)) {
            try StoreCopy.take(from: works.file, to: copy)
        }
        try Data(repeating: 7, count: 9000).write(to: URL(filePath: copy))
        #expect(throws: StoreCopyError.self) { try StoreCopy.check(copy) }
        try database.queue.close()
    }

    @Test func oneLockAtATime() throws {
        let path = LockFile.path(for: try ToyWorks().file)
        var first = try LockFile.take(path)
        #expect(first != nil)
        #expect(try LockFile.take(path) == nil)
        first = nil
        #expect(try LockFile.take(path) != nil)
    }
}
