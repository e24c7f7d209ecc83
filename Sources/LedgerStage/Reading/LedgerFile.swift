import Foundation
import GRDB

/// Why a file cannot be read as a ledger.
public enum LedgerFileError: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(path: String)
    case notALedger(path: String, reason: String)

    public var description: String {
        switch self {
        case .missing(let path): "\(path): no such file"
        case .notALedger(let path, let reason): "\(path): not a ledger: \(reason)"
        }
    }
}

/// Opens ledger files beside their writer, to read only.
enum LedgerFile {
    static func open(_ path: String) throws -> DatabaseQueue {
        guard FileManager.default.fileExists(atPath: path) else {
            throw LedgerFileError.missing(path: path)
        }
        var configuration = GRDB.Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        do {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            let isLedger = try queue.read { try $0.tableExists("entry") }
            guard isLedger else {
                throw LedgerFileError.notALedger(path: path, reason: "it has no table entry")
            }
            return queue
        } catch let error as DatabaseError {
            throw LedgerFileError.notALedger(
                path: path, reason: error.message ?? "\(error.resultCode)")
        }
    }
}
