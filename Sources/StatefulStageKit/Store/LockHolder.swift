import Foundation
import Glibc

/// Who holds a lock file, by the sign of life in it.
struct LockHolder: Hashable, Sendable {
    let pid: Int32
    /// When the process started, in the kernel's ticks: a number used again names another process.
    let started: UInt64

    init(pid: Int32, started: UInt64) {
        self.pid = pid
        self.started = started
    }

    /// - Returns: `nil` for a text that is no sign of life
    init?(sign: String) {
        let words = sign.split(whereSeparator: \.isWhitespace)
        guard words.count == 3, let pid = Int32(words[0]), let started = UInt64(words[1]) else {
            return nil
        }
        self.init(pid: pid, started: started)
    }

    /// Field 22 of `/proc/PID/stat`; `nil` where no such process is seen.
    static func started(_ pid: Int32) -> UInt64? {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat") else {
            return nil
        }
        // The name in parentheses may hold spaces and parentheses itself; fields count after it.
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > 19 ? UInt64(fields[19]) : nil
    }

    /// Ends the process with SIGKILL, which works on a frozen one too; its lock goes with it.
    /// - Returns: `nil`, or why that was not possible
    func end() -> String? {
        guard Self.started(pid) == started, pid != getpid() else {
            return "its process \(pid) is not to be seen from here"
        }
        guard kill(pid, SIGKILL) == 0 else {
            return "process \(pid): \(String(cString: strerror(errno)))"
        }
        return nil
    }
}

/// What a standby knows of the holder from looking at the lock file again and again. It counts its
/// own looks, not time: while the whole machine stood still, it looked at nothing.
struct StandbyWatch: Sendable {
    private var sign = ""
    private var silentLooks = 0

    /// - Returns: the holder, once it has given no sign for so many looks
    mutating func look(at path: String, patience: Int) -> LockHolder? {
        let found =
            (FileManager.default.contents(atPath: path))
            .map { String(decoding: $0, as: UTF8.self) } ?? ""
        silentLooks = found == sign ? silentLooks + 1 : 0
        sign = found
        guard silentLooks >= patience else { return nil }
        silentLooks = 0
        return LockHolder(sign: found)
    }
}
