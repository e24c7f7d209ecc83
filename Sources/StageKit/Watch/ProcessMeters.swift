import Foundation
import Glibc
import Model

extension Metrics {
    /// What every exporter tells of its process, under the names that Prometheus gives them.
    public func showProcess(startedAt start: Instant) {
        gauge("process_start_time_seconds", "When the process started, since 1970.")
            .set(Double(start.milliseconds) / 1000)
        reading("process_resident_memory_bytes", "Resident memory.") {
            guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8),
                let pages = text.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
            else { return nil }
            return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
        }
        reading("process_open_fds", "Open file descriptors.") {
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd"))
                .map { Double($0.count) }
        }
    }
}
