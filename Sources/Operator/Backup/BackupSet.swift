import Bootstrap
import Crypto
import Foundation
import Model
import StageKit
import StatefulStageKit

/// A folder with copies of a data folder's stores and secrets, and `backup.json`, which says what
/// is in it.
struct BackupSet {
    /// What `backup.json` holds.
    struct Manifest: Codable, Hashable {
        var version = 1
        var release: String
        var begunAt: Instant
        var endedAt: Instant
        /// In the order in which they were copied.
        var files: [File]
    }

    struct File: Codable, Hashable {
        /// Below the folder: `ledger-31.sqlite`.
        var path: String
        var bytes: Int64
        var sha256: String
    }

    let folder: String
    let manifest: Manifest

    /// A chamber's stores in the order in which they are copied: the way of events. Whatever one
    /// store has said and forgotten, the copy of the next one has heard; and the vault's copy has
    /// every key that the ledger's copy needs. Restored in the other direction.
    static let order = ["matcher", "notifier", "ledger", "vault"]

    static func manifestPath(_ folder: String) -> String { folder + "/backup.json" }

    /// - Throws: `Failure` (65) where it is no backup
    init(reading folder: String) throws {
        let path = Self.manifestPath(folder)
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Failure(.data, "\(folder): no backup (there is no backup.json)")
        }
        do {
            manifest = try JSONReader.read(Array(bytes)).decode(Manifest.self)
        } catch {
            throw Failure(.data, "\(path): not a backup's list: \(error)")
        }
        guard manifest.version == 1 else {
            throw Failure(
                .configuration, "\(path): version \(manifest.version); this program reads 1")
        }
        self.folder = folder
    }

    private init(folder: String, manifest: Manifest) {
        self.folder = folder
        self.manifest = manifest
    }

    /// Copies everything of a data folder that cannot be made anew.
    /// - Parameter folder: must not exist
    /// - Throws: `Failure`, `StoreCopyError`, what the file system says
    static func take(data: String, to folder: String) throws -> BackupSet {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: folder) else {
            throw Failure(.usage, "\(folder) exists; each backup has a folder of its own")
        }
        let names = try stores(in: data)
        guard !names.isEmpty else {
            throw Failure(.configuration, "\(data): no stores to back up")
        }
        try manager.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        let begun = SystemClock().now()
        var paths: [String] = []
        for name in names {
            try StoreCopy.take(from: "\(data)/\(name)", to: "\(folder)/\(name)")
            paths.append(name)
        }
        for name in others(in: data) {
            let target = "\(folder)/\(name)"
            try manager.createDirectory(
                atPath: (target as NSString).deletingLastPathComponent,
                withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try manager.copyItem(atPath: "\(data)/\(name)", toPath: target)
            paths.append(name)
        }
        let manifest = Manifest(
            release: Release.version, begunAt: begun, endedAt: SystemClock().now(),
            files: try paths.map { try File(folder, $0) })
        try writeFile(
            manifestPath(folder), JSON(encoding: manifest).canonicalText + "\n")
        return BackupSet(folder: folder, manifest: manifest)
    }

    /// The stores of a folder, of all chambers, in the order of copying.
    static func stores(in data: String) throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: data).sorted()
        return order.flatMap { kind in
            names.filter { name in
                name.hasPrefix(kind) && name.wholeMatch(of: /[a-z]+-[0-9]{2}\.sqlite/) != nil
            }
        }
    }

    /// Secrets, and the messages of the channel `outbox`.
    private static func others(in data: String) -> [String] {
        ["secrets", "outbox"].flatMap { name in
            let files = FileManager.default.enumerator(atPath: "\(data)/\(name)")
            return (files?.compactMap { $0 as? String } ?? []).sorted()
                .map { "\(name)/\($0)" }
                .filter { isFile("\(data)/\($0)") && !$0.hasSuffix(".tmp") }
        }
    }

    private static func isFile(_ path: String) -> Bool {
        var isFolder: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
            && !isFolder.boolValue
    }
}

extension BackupSet.File {
    /// Reads a file for its size and hash. - Throws: `Failure` (65)
    init(_ folder: String, _ path: String) throws {
        guard let file = FileHandle(forReadingAtPath: "\(folder)/\(path)") else {
            throw Failure(.data, "\(folder)/\(path): cannot be read")
        }
        defer { try? file.close() }
        var hash = SHA256()
        var bytes: Int64 = 0
        while let chunk = try file.read(upToCount: 1 << 20), !chunk.isEmpty {
            hash.update(data: chunk)
            bytes += Int64(chunk.count)
        }
        self.init(path: path, bytes: bytes, sha256: Array(hash.finalize()).hex)
    }
}
