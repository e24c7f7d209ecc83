import Bootstrap
import Foundation

/// Stages of an `up` that was killed: they still hold the locks of their files.
enum LeftoverStages {
    /// Ends the processes that `run.json` of a dead run names, if they are still what it says.
    /// - Throws: `Failure` (75) where a system is running here
    static func end(data: String) throws {
        guard let run = try RunFile.load(data: data) else { return }
        for stage in run.stages {
            guard isStage(stage, data: data) else { continue }
            if parentIsMaalem(stage.pid) {
                throw Failure(
                    .tryAgain,
                    "a system runs in \(data) (\(stage.name) is pid \(stage.pid)); stop it first"
                )
            }
            kill(Int32(stage.pid), SIGTERM)
        }
        try FileManager.default.removeItem(atPath: RunFile.path(data: data))
    }

    private static func isStage(_ stage: RunFile.Stage, data: String) -> Bool {
        let words = commandLine(of: stage.pid)
        // A second instance is called classifier-2.
        let program = stage.name.split(separator: "-").first ?? ""
        return words.first?.hasSuffix("/\(program)") == true && words.contains(data)
    }

    private static func parentIsMaalem(_ pid: Int) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("PPid:") }),
            let parent = line.split(separator: "\t").last.flatMap({ Int($0) })
        else { return false }
        return commandLine(of: parent).first?.hasSuffix("maalem") == true
    }

    private static func commandLine(of pid: Int) -> [String] {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
            return []
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}
