import Configuration
import Foundation
import Logging
import Model
import YAML

/// Options, environment and `maalem.yaml` in one: what a stage runs with.
public struct Resolved: Sendable {
    public let configDirectory: String
    public let settings: Settings
    public let pipelinesDirectory: String
    public let dataDirectory: String
    public let brokerURL: String
    /// `nil`: the stage does not compare the live topology with its plan.
    public let managementURL: String?
    /// `nil`: all configured ones.
    public let chambers: [ChamberCode]?
    public let http: HostAndPort
    public let logLevel: Logger.Level
    public let logsJSON: Bool
    /// Turn rules to read instead of a chamber's `turns.yaml`.
    public let turns: [ChamberCode: String]

    /// The end of standard input counts as SIGTERM.
    public let stopsAtEndOfInput: Bool

    /// A host and a port to listen on.
    public struct HostAndPort: Hashable, Sendable {
        public let host: String
        public let port: UInt16

        public init?(_ text: String) {
            guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
                let port = UInt16(text[text.index(after: colon)...])
            else { return nil }
            host = String(text[..<colon]).trimmingCharacters(in: ["[", "]"])
            self.port = port
        }
    }

    /// - Parameter stage: its line in `http` of `maalem.yaml`
    /// - Throws: `Failure` (64 for an option, 78 for the file)
    public init(
        _ options: StageOptions, stage: String,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        func pick(_ option: String?, _ name: String) -> String? {
            option ?? environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        configDirectory = pick(options.config, "MAALEM_CONFIG") ?? "config"
        do {
            settings = try Settings.load(directory: configDirectory)
        } catch {
            throw Failure(.configuration, "\(error)")
        }
        pipelinesDirectory = pick(options.pipelines, "MAALEM_PIPELINES") ?? settings.pipelines
        dataDirectory = pick(options.data, "MAALEM_DATA") ?? settings.data
        /// Where the text is a secret, a file may hold it: `NAME_FILE`.
        func pickSecret(_ option: String?, _ name: String) throws -> String? {
            if let text = pick(option, name) { return text }
            return try environment[name + "_FILE"].map { try Self.secret(in: $0, name) }
        }
        brokerURL = try pickSecret(options.broker, "MAALEM_BROKER") ?? settings.broker
        managementURL = try pickSecret(options.management, "MAALEM_MANAGEMENT")
        let address = pick(options.http, "MAALEM_HTTP") ?? settings.http[stage] ?? "127.0.0.1:0"
        guard let http = HostAndPort(address) else {
            throw Failure(.usage, "--http \(address): HOST:PORT expected, such as 127.0.0.1:9401")
        }
        self.http = http
        let level = pick(options.logLevel, "MAALEM_LOG_LEVEL") ?? settings.logLevel
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw Failure(.usage, "--log-level \(level): one of \(Settings.logLevels)")
        }
        self.logLevel = logLevel
        let format = pick(options.logFormat, "MAALEM_LOG_FORMAT") ?? settings.logFormat
        guard Settings.logFormats.contains(format) else {
            throw Failure(.usage, "--log-format \(format): one of \(Settings.logFormats)")
        }
        logsJSON = format == "json"
        stopsAtEndOfInput = options.stopAtEndOfInput
        chambers = try Self.chambers(
            options.chamber, environment["MAALEM_CHAMBER"], settings.chambers)
        turns = try Self.turns(options.turns, environment["MAALEM_TURNS"])
    }

    private static func secret(in file: String, _ name: String) throws -> String {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw Failure(.configuration, "\(name)_FILE: cannot read \(file)")
        }
        let text = String(decoding: bytes, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty else {
            throw Failure(.configuration, "\(name)_FILE: \(file) is empty")
        }
        return text
    }

    private static func chambers(
        _ options: [String], _ environment: String?, _ settings: [ChamberCode]
    ) throws -> [ChamberCode]? {
        let listed = environment?.split(separator: ",").map(String.init) ?? []
        let texts = options.isEmpty ? listed : options
        let codes = try texts.map { text in
            guard let code = ChamberCode(text) else {
                throw Failure(.usage, "--chamber \(text): two digits expected, such as 31")
            }
            return code
        }
        if !codes.isEmpty { return codes }
        return settings.isEmpty ? nil : settings
    }

    private static func turns(
        _ options: [String], _ environment: String?
    ) throws -> [ChamberCode: String] {
        let listed = environment?.split(separator: ",").map(String.init) ?? []
        return try turns(options.isEmpty ? listed : options)
    }

    /// Reads `CODE=FILE` options. - Throws: `Failure` (64)
    public static func turns(_ texts: [String]) throws -> [ChamberCode: String] {
        try texts.reduce(into: [:]) { rules, text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let code = ChamberCode(parts[0]) else {
                throw Failure(.usage, "--turns \(text): CODE=FILE expected")
            }
            rules[code] = parts[1]
        }
    }
}
