import Foundation

/// A node's folder: where its files are, what is known of it, who holds it.
struct NodeFolder: Sendable {
    let path: String

    var home: String { path + "/home" }
    var database: String { path + "/mnesia" }
    var logs: String { path + "/log" }
    var configuration: String { path + "/rabbitmq.conf" }
    var plugins: String { path + "/enabled_plugins" }
    /// What the node's programs print.
    var output: String { path + "/output.log" }
    private var record: String { path + "/node.json" }
    private var lockFile: String { path + "/node.lock" }

    init(_ path: String) throws(PrivateNodeError) {
        let here = FileManager.default.currentDirectoryPath
        let absolute = path.hasPrefix("/") ? path : here + "/" + path
        // Erlang's arguments are split at blanks by RabbitMQ's own script.
        guard !absolute.contains(where: \.isWhitespace) else {
            throw PrivateNodeError(
                code: .system, text: "the folder's path has blanks: \(absolute)",
                hint: "RabbitMQ's start script cannot take them; choose another folder")
        }
        self.path = absolute
    }

    func create() throws(PrivateNodeError) {
        for folder in [path, home, database, logs] { try makeFolder(folder) }
    }

    /// Holds the folder until the lock is given up or this process ends.
    func lock() throws(PrivateNodeError) -> FolderLock {
        let file = open(lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .system("cannot open \(lockFile)") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw PrivateNodeError(
                code: .folderInUse, text: "a living node uses \(path)",
                hint: "stop it, or choose another folder")
        }
        return FolderLock(file)
    }

    /// - Returns: `nil` for a folder in which no node ran yet
    func readRecord() throws(PrivateNodeError) -> NodeRecord? {
        guard let bytes = readWholeFile(record) else { return nil }
        do {
            return try JSONDecoder().decode(NodeRecord.self, from: Data(bytes))
        } catch {
            throw PrivateNodeError(
                code: .folderInUse, text: "\(record) is not a node's record: \(error)",
                hint: "choose another folder, or remove this one")
        }
    }

    func write(_ value: NodeRecord) throws(PrivateNodeError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        guard let data = try? encoder.encode(value) else {
            throw .system("cannot encode the record")
        }
        try writeWholeFile(record, String(decoding: data, as: UTF8.self) + "\n", mode: 0o600)
    }

    /// What the node said first of errors and what it said last, for an error.
    func logTail() -> String {
        let text = String(decoding: readWholeFile(output) ?? [], as: UTF8.self)
        let lines = text.split(separator: "\n")
        let errors = lines.filter { $0.contains("[error]") }.prefix(12)
        return (errors + ["…"] + lines.suffix(6)).joined(separator: "\n")
    }
}

/// What a folder remembers of its node.
struct NodeRecord: Codable, Hashable, Sendable {
    let name: String
    var ports: NodePorts
    let user: String
    let password: String
    let cookie: String
    /// What runs, or ran last.
    var processes: [ProcessIdentity] = []

    static func new(
        name: String, in cluster: NodeSettings.Cluster? = nil
    ) throws(PrivateNodeError) -> NodeRecord {
        NodeRecord(
            name: name, ports: try .free(epmd: cluster?.epmd),
            user: cluster?.user ?? "admin-" + randomText(6),
            password: cluster?.password ?? randomText(32),
            cookie: cluster?.cookie ?? randomText(32).uppercased())
    }

    static func randomText(_ count: Int) -> String {
        let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")
        return String((0..<count).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}

/// The lock on a folder; the system gives it up when the process ends, however it ends.
final class FolderLock: Sendable {
    private let file: Int32

    init(_ file: Int32) { self.file = file }

    deinit { close(file) }
}
