import Foundation
import Glibc

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
        return LockFile(descriptor: descriptor)
    }
}
