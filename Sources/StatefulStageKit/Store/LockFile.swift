import Foundation
import Glibc
import Synchronization

/// A lock on a file beside the store (`flock`): one process writes (law 11). Ends with the process,
/// however that dies.
public final class LockFile: Sendable {
    /// The lock file cannot be made or opened.
    public struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
        public let path: String
        public let code: Int32
        public var description: String { "\(path): \(String(cString: strerror(code)))" }
    }

    private let descriptor: Int32
    private let beats = Mutex(0)

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The lock's file for a store: `<file>.lock`.
    public static func path(for store: String) -> String { store + ".lock" }

    /// Takes the lock without waiting. - Returns: `nil` while another holds it
    /// - Throws: `Failure`
    public static func take(_ path: String) throws -> LockFile? {
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Failure(path: path, code: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            guard code == EWOULDBLOCK || code == EINTR else {
                throw Failure(path: path, code: code)
            }
            return nil
        }
        let lock = LockFile(descriptor: descriptor)
        lock.beat()
        return lock
    }

    /// Leaves a sign of life in the file, for a standby that watches it. Where it cannot be written
    /// the standby may take over early, which does no harm.
    public func beat() {
        let number = beats.withLock { beats in
            beats += 1
            return beats
        }
        let holder = LockHolder(pid: getpid(), started: LockHolder.started(getpid()) ?? 0)
        // Always as long, so that a full disk has no part in it.
        let sign = "\(holder.pid) \(holder.started) \(number)"
        let bytes = Array(sign.utf8) + Array(repeating: 0x20, count: max(0, 63 - sign.utf8.count))
        _ = pwrite(descriptor, bytes + [0x0A], bytes.count + 1, 0)
    }
}
