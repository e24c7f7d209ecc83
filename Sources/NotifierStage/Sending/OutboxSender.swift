import Foundation
import Glibc
import Model

/// The channel `outbox`: one file a message, `<folder>/<notificationId>.json`, for whatever takes
/// messages from there. A file that is there has been sent; it is never written twice.
public struct OutboxSender: Sender {
    public let name = "outbox"
    public let isIdempotent = true

    private let folder: String

    /// - Parameter folder: `<data>/outbox/<chamber>`; made with the first message
    public init(folder: String) { self.folder = folder }

    public func send(_ message: Outgoing) async -> SendResult {
        do {
            try write(message)
            return .sent
        } catch let error as OutboxError {
            return .failed(reason: error.description, isRetryable: true)
        } catch {
            return .failed(reason: "outbox: the folder cannot be made", isRetryable: true)
        }
    }

    public func forget(_ notificationIDs: [String]) async {
        for id in notificationIDs { unlink("\(folder)/\(id).json") }
    }

    private func write(_ message: Outgoing) throws {
        let path = "\(folder)/\(message.notificationID).json"
        guard access(path, F_OK) != 0 else { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o750])
        let temporary = "\(folder)/.\(message.notificationID).tmp"
        try writeDurably(message.outboxFile, to: temporary)
        guard rename(temporary, path) == 0 else { throw OutboxError("rename") }
        let directory = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw OutboxError("open") }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw OutboxError("fsync") }
    }

    private func writeDurably(_ bytes: [UInt8], to path: String) throws {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw OutboxError("open") }
        defer { close(file) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw OutboxError("write") }
            rest.removeFirst(count)
        }
        guard fsync(file) == 0 else { throw OutboxError("fsync") }
    }
}

/// A system call that failed, and why.
private struct OutboxError: Error, CustomStringConvertible {
    let description: String

    init(_ call: String) {
        description = "outbox: \(call): \(String(cString: strerror(errno)))"
    }
}

extension Outgoing {
    /// What stands in the file: one JSON object.
    var outboxFile: [UInt8] {
        var members: [String: JSON] = [
            "notificationId": .string(notificationID), "to": .string(to),
            "language": .string(language.rawValue), "purpose": .string(purpose.rawValue),
            "text": .string(text), "at": .string(at.rfc3339),
        ]
        if let requestID { members["requestId"] = .string(requestID) }
        if let offerID { members["offerId"] = .string(offerID) }
        return JSON.object(members).canonicalBytes + [UInt8(ascii: "\n")]
    }
}
