import Foundation

/// The memory of a process, from the kernel's books.
struct ProcessMemory {
    /// KiB in memory, libraries that other processes use too included (RSS).
    let resident: Int
    /// KiB, with each shared page counted as its part (PSS).
    let proportional: Int

    /// `nil` where the process is gone.
    init?(pid: Int32) {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/smaps_rollup", encoding: .utf8)
        else { return nil }
        func figure(_ name: String) -> Int? {
            text.split(separator: "\n").first { $0.hasPrefix(name + ":") }?
                .split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
        }
        guard let resident = figure("Rss"), let proportional = figure("Pss") else { return nil }
        self.resident = resident
        self.proportional = proportional
    }

    /// `41.2 MiB resident, 14.3 counting shared pages by part`
    var text: String {
        String(
            format: "%.1f MiB resident, %.1f counting shared pages by part",
            Double(resident) / 1024, Double(proportional) / 1024)
    }
}
