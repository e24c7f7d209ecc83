import Foundation
import LedgerStage
import Model
import Operator
import StatefulStageKit

/// Every system call of a batch that touches the stage's files is hit once: the process is killed
/// there, or the call fails with EIO or ENOSPC. Then the stage runs again, undisturbed; its store,
/// its messages and its events must be those of a run that was never hit.
struct Syscalls: Scenario {
    let name = "syscalls"

    private static let calls =
        "write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir"

    func run(_ context: Context) async throws -> Outcome {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/strace") else {
            throw Fault("/usr/bin/strace is missing (Debian: strace)")
        }
        let works = try BatchWorks(context)
        let limit = context.scale < 1 ? context.count(400, least: 5) : Int.max
        // Each stage has folders of its own, so they are hit side by side.
        let parts = try await withThrowingTaskGroup(of: Part.self) { group in
            for stage in ["matcher", "notifier", "ledger"] {
                group.addTask { try await hit(stage, of: works, limit: limit) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        .sorted { $0.stage < $1.stage }
        return Outcome(
            injected: "\(parts.map(\.hits).reduce(0, +)) system calls hit",
            figures: parts.map { "\($0.stage): \($0.figures.joined(separator: ", "))" }
                .joined(separator: "; "),
            breaches: parts.flatMap(\.breaches))
    }

    /// What came of hitting one stage.
    private struct Part {
        let stage: String
        var hits = 0
        var figures: [String] = []
        var breaches: [String] = []
    }

    private func hit(_ stage: String, of works: BatchWorks, limit: Int) async throws -> Part {
        let wanted = try await works.undisturbed(stage)
        var part = Part(stage: stage, figures: ["\(wanted.count) things said or written"])
        for fault in ["signal=KILL", "error=EIO", "error=ENOSPC"] {
            var number = 1
            while number <= limit, part.breaches.count < 20 {
                let strike = "inject=\(Self.calls):\(fault):when=\(number)"
                let (wasHit, breach) = try await works.disturbed(stage, strike, wanted)
                if let breach {
                    part.breaches.append("\(stage) \(fault) \(number): \(breach)")
                    Report.say("  ! \(stage) \(fault) \(number): \(breach)")
                }
                guard wasHit else { break }
                part.hits += 1
                if number.isMultiple(of: 50) { Report.say("  \(stage) \(fault) \(number)") }
                number += 1
            }
            part.figures.append("\(fault) at \(number - 1)")
            Report.say("  \(stage): \(part.figures.joined(separator: ", "))")
        }
        return part
    }
}

/// Folders, recorded events, and runs of one stage on them.
private struct BatchWorks {
    private let folder: String
    private let program: String

    init(_ context: Context) throws {
        folder = context.folder
        program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
        try? FileManager.default.removeItem(atPath: folder)
        _ = try ChamberFiles(data: folder + "/fresh").create(try Town.oran)
        let recording = try Recording(
            data: folder + "/fresh", artisans: 20, requests: 15, seed: context.seed)
        for (stage, events) in recording.events {
            let lines = events.map { String(decoding: $0.body, as: UTF8.self) }
            try lines.joined(separator: "\n").write(
                toFile: path(of: stage), atomically: true, encoding: .utf8)
        }
    }

    private func path(of stage: String) -> String { "\(folder)/\(stage).events" }

    /// What a run says and writes that nothing hits.
    func undisturbed(_ stage: String) async throws -> Set<String> {
        let data = try renew("undisturbed-\(stage)")
        let status = try await run(stage, data, expect: 0)
        guard status == 0 else { throw Fault("the undisturbed \(stage) ended with \(status)") }
        return try essence(of: stage, data)
    }

    /// - Returns: whether a call was hit, and what differs afterwards
    func disturbed(
        _ stage: String, _ strike: String, _ wanted: Set<String>
    ) async throws -> (wasHit: Bool, breach: String?) {
        let data = try renew("disturbed-\(stage)")
        let log = "\(folder)/\(stage).strace"
        let expected = wanted.count { $0.hasPrefix("said ") }
        let first = try await run(
            stage, data, expect: expected,
            under: [
                "-f", "-qq", "-o", log, "-e",
                "trace="
                    + strike.split(separator: ":")[0]
                    .dropFirst("inject=".count), "-e", strike,
            ]
                + paths(stage, data).flatMap { ["-P", $0] })
        let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        let wasKilled = text.contains("killed by SIGKILL")
        guard wasKilled || text.contains("INJECTED") else { return (false, nil) }
        if !wasKilled, first != 0 { return (true, "it did not recover: exit \(first)") }
        let second = try await run(stage, data, expect: expected)
        guard second == 0 else { return (true, "the next run ended with \(second)") }
        let found = try essence(of: stage, data)
        let lost = wanted.subtracting(found).sorted().first.map { "lost: \($0)" }
        let extra = found.subtracting(wanted).sorted().first.map { "extra: \($0)" }
        return (true, lost ?? extra)
    }

    private func renew(_ name: String) throws -> String {
        let data = "\(folder)/\(name)"
        try? FileManager.default.removeItem(atPath: data)
        try FileManager.default.copyItem(atPath: folder + "/fresh", toPath: data)
        return data
    }

    /// Every file that a run may touch: strace hits only calls on these.
    private func paths(_ stage: String, _ data: String) -> [String] {
        let store = "\(data)/\(stage)-31.sqlite"
        var paths = [store, store + "-wal", store + "-shm"]
        if stage == "ledger" {
            paths += ["\(data)/vault-31.sqlite", "\(data)/vault-31.sqlite-journal"]
        }
        if stage == "notifier" {
            let outbox = data + "/outbox/31"
            let files =
                (try? FileManager.default.contentsOfDirectory(
                    atPath: folder + "/undisturbed-notifier/outbox/31")) ?? []
            paths += [data + "/outbox", outbox]
            for file in files {
                let id = file.prefix { $0 != "." }
                paths += ["\(outbox)/\(file)", "\(outbox)/.\(id).tmp"]
            }
        }
        return paths
    }

    private func run(
        _ stage: String, _ data: String, expect: Int, under strace: [String] = []
    ) async throws -> Int32 {
        let own = [
            "batch", "--stage", stage, "--data", data, "--events", path(of: stage),
            "--expect", "\(expect)",
        ]
        let process = Process()
        process.executableURL = URL(filePath: strace.isEmpty ? program : "/usr/bin/strace")
        process.arguments = strace.isEmpty ? own : strace + [program] + own
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return try await process.ended()
    }

    /// What must be the same however often the stage was hit.
    private func essence(of stage: String, _ data: String) throws -> Set<String> {
        let said = (try? String(contentsOfFile: data + "/published.txt", encoding: .utf8)) ?? ""
        var essence = Set(said.split(separator: "\n").map { "said \($0)" })
        let store = try StoreInspection(path: "\(data)/\(stage)-31.sqlite")
        essence.insert("known \(store.known)")
        essence.insert("waiting \(store.waiting) buried \(store.buried)")
        essence.formUnion(store.damage)
        if stage == "notifier" {
            for id in try Letterbox(folder: data + "/outbox/31").ids {
                essence.insert("text \(id)")
            }
        }
        if stage == "ledger" {
            let report = try LedgerVerifier.verify(path: "\(data)/ledger-31.sqlite")
            essence.insert("whole \(report.isWhole) \(report.entries)")
            let reader = try LedgerReader(
                path: "\(data)/ledger-31.sqlite", vault: "\(data)/vault-31.sqlite")
            let types = try reader.entriesByType()
            for (type, count) in types { essence.insert("\(count) \(type)") }
            essence.insert("opened \(try reader.openEverything())")
        }
        return essence
    }
}

extension LedgerReader {
    /// Opens all that is sealed. - Returns: how much that is
    func openEverything() throws -> Int {
        var count = 0
        for state in try rows(of: .requests, limit: 100_000).records {
            guard let id = state["id"]?.string else { continue }
            for entry in try entries(subject: id) {
                if try personal(of: entry) != nil { count += 1 }
            }
        }
        return count
    }
}

extension Process {
    /// Runs to the end. - Returns: the status; 128 and the number of a signal
    func ended() async throws -> Int32 {
        let (stream, continuation) = AsyncStream.makeStream(of: Int32.self)
        terminationHandler = { process in
            let isSignal = process.terminationReason == .uncaughtSignal
            continuation.yield((isSignal ? 128 : 0) + process.terminationStatus)
            continuation.finish()
        }
        try run()
        for await status in stream { return status }
        throw CancellationError()
    }
}
