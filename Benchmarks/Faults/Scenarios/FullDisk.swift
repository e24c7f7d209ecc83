import Foundation
import Glibc
import Model
import Operator
import StageKit

/// The folder of the stores is a small file system that fills up under load and is emptied again.
struct FullDisk: Scenario {
    let name = "full-disk"

    func run(_ context: Context) async throws -> Outcome {
        let rounds = context.count(3)
        guard getuid() == 0 else {
            return Outcome(injected: "not run: mounting needs root", figures: "", breaches: [])
        }
        let disk = SmallDisk(folder: context.folder)
        await disk.unmount()
        defer { disk.unmountAtOnce() }
        try FileManager.default.createDirectory(
            atPath: context.folder, withIntermediateDirectories: true)
        try await disk.mount(megabytes: 96)
        return try await Town.with(context, prepare: disk.prepare) { town in
            var breaches: [String] = []
            var said: Set<String> = []
            for _ in 0..<rounds {
                let feeder = town.keepAsking(limit: 60)
                try await pause(until: .now + .seconds(4))
                let before = await town.processes().map(\.pid)
                try disk.fill()
                try await until("a stage says that the disk is full", within: .seconds(60)) {
                    await town.says("full")
                }
                try await pause(until: .now + .seconds(8))
                for stage in town.system.run.stages {
                    let obstacle = await StageHealth(http: stage.http).obstacle()
                    if obstacle?.contains("full") == true { said.insert(stage.name) }
                }
                let after = await town.processes().map(\.pid)
                if before != after { breaches.append("a stage ended because the disk was full") }
                disk.empty()
                try await town.ready()
                try await town.end(feeder)
            }
            return try await .of(
                town,
                injected: "disk full \(rounds) times; paused: "
                    + said.sorted().joined(separator: ", "),
                statuses: [], more: breaches)
        }
    }
}

/// A file system in memory of a few megabytes, on which the stores lie; the broker lies beside it.
private struct SmallDisk: Sendable {
    let folder: String

    private var filler: String { folder + "/filler" }

    func mount(megabytes: Int) async throws {
        let status = try await command(
            "mount", ["-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", folder])
        guard status == 0 else { throw Fault("mount ended with \(status)") }
    }

    /// The town empties its folder first; a link leads to where the broker lives.
    func prepare(_ data: String) throws {
        let broker = data + "-broker"
        try? FileManager.default.removeItem(atPath: broker)
        try FileManager.default.createDirectory(
            atPath: broker, withIntermediateDirectories: true)
        let target = URL(filePath: broker).standardizedFileURL.path
        try FileManager.default.createSymbolicLink(
            atPath: data + "/broker", withDestinationPath: target)
    }

    /// Takes all the space that is left.
    func fill() throws {
        let file = open(filler, O_CREAT | O_WRONLY | O_APPEND, 0o600)
        guard file >= 0 else { throw Fault("cannot make the filler") }
        defer { close(file) }
        for size in [1 << 20, 4096, 1] {
            let bytes = [UInt8](repeating: 0x61, count: size)
            while write(file, bytes, size) == size {}
        }
    }

    func empty() { unlink(filler) }

    func unmount() async { _ = try? await command("umount", ["-l", folder]) }

    func unmountAtOnce() { _ = umount2(folder, Int32(MNT_DETACH)) }

    private func command(_ name: String, _ arguments: [String]) async throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardError = FileHandle.nullDevice
        return try await process.ended()
    }
}
