import Bootstrap
import Foundation
import Model

/// `<data>/run.json`: where a running system is reached (contract §3). `maalem up` writes it once
/// everything is ready, for its owner only, and removes it at a clean stop.
public struct RunFile: Codable, Hashable, Sendable {
    /// A running stage.
    public struct Stage: Codable, Hashable, Sendable {
        /// `classifier`, or `classifier-2` for a second instance.
        public var name: String
        public var pid: Int
        /// `http://127.0.0.1:41023`
        public var http: String
        /// The path of its log.
        public var log: String

        public init(name: String, pid: Int, http: String, log: String) {
            self.name = name
            self.pid = pid
            self.http = http
            self.log = log
        }
    }

    /// A channel's user: may write `maalem.in`.
    public var brokerURL: String
    /// The user of each channel that has feedback, by its name: may write `maalem.in` and read
    /// `feedback.<name>`.
    public var channelURLs: [String: String]?
    /// An operator's user: may write `maalem.commands`.
    public var commandsURL: String
    /// The management API over HTTP, as the node's administrator.
    public var managementURL: String
    /// The broker over AMQP, as the node's administrator.
    public var adminURL: String
    public var stages: [Stage]

    public init(
        brokerURL: String, channelURLs: [String: String]? = nil, commandsURL: String,
        managementURL: String, adminURL: String, stages: [Stage]
    ) {
        self.channelURLs = channelURLs
        self.brokerURL = brokerURL
        self.commandsURL = commandsURL
        self.managementURL = managementURL
        self.adminURL = adminURL
        self.stages = stages
    }

    public static func path(data: String) -> String { data + "/run.json" }

    /// `nil` where nothing runs in this data folder.
    /// - Throws: `Failure` (65) where the file is not what `up` writes
    public static func load(data: String) throws -> RunFile? {
        let path = path(data: data)
        guard let bytes = FileManager.default.contents(atPath: path) else { return nil }
        do {
            return try JSONReader.read(Array(bytes)).decode(RunFile.self)
        } catch {
            throw Failure(.data, "\(path): not a run file: \(error)")
        }
    }

    /// Written whole or not at all, mode 0600: it names passwords.
    public func write(data: String) throws {
        let path = Self.path(data: data)
        let body = Data(try JSON(encoding: self).canonicalBytes)
        let draft = path + ".new"
        let manager = FileManager.default
        guard
            manager.createFile(
                atPath: draft, contents: body, attributes: [.posixPermissions: 0o600])
        else { throw Failure(.tryAgain, "cannot write \(draft)") }
        guard rename(draft, path) == 0 else {
            throw Failure(.tryAgain, "cannot rename \(draft) to \(path)")
        }
    }
}
