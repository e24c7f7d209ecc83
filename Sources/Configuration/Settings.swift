import Model
import YAML

/// A line of `maalem.yaml` for every option that the stages share (contract §3). The command line
/// wins over the environment, the environment over these.
public struct Settings: Hashable, Sendable {
    /// Folders, seen from the working directory.
    public var pipelines: String
    public var data: String
    public var templates: String
    /// An AMQP URL, without a password.
    public var broker: String
    /// Which chambers the stateful stages serve; empty: all configured ones.
    public var chambers: [ChamberCode]
    /// `HOST:PORT` of each stage's health pages, by the stage's name.
    public var http: [String: String]
    public var logLevel: String
    /// `text` or `json`.
    public var logFormat: String
    /// As in `Configuration`.
    public var defaultChamber: ChamberCode
    public var channelDefaults: [InputChannel: ChamberCode]

    public static let logLevels = [
        "trace", "debug", "info", "notice", "warning", "error", "critical",
    ]
    public static let logFormats = ["text", "json"]

    /// Reads `maalem.yaml` in a configuration directory.
    /// - Throws: `YAMLErrors` with everything found
    public static func load(directory: String) throws -> Settings {
        var findings = Findings()
        let settings = load(directory: directory, &findings)?.settings
        return try findings.result(settings)
    }

    static func load(
        directory: String, _ findings: inout Findings
    ) -> (file: SettingsFile, settings: Settings)? {
        let path = directory + "/maalem.yaml"
        guard let file = findings.read(SettingsFile.self, path: path) else { return nil }
        findings.version(file.version)
        findings.word(file.logLevel, among: logLevels)
        findings.word(file.logFormat, among: logFormats)
        if !["amqp://", "amqps://"].contains(where: file.broker.value.hasPrefix) {
            findings.add(
                file.broker.error(
                    "'\(file.broker.value)' is not an AMQP URL", hint: "amqp://host:5672/%2F"))
        }
        for (stage, address) in file.http where !isHostAndPort(address.value) {
            findings.add(
                address.error(
                    "the address of '\(stage)' is not HOST:PORT", hint: "127.0.0.1:9401"))
        }
        return (file, file.settings)
    }

    private static func isHostAndPort(_ text: String) -> Bool {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex else { return false }
        return UInt16(text[text.index(after: colon)...]) != nil
    }
}

extension SettingsFile {
    fileprivate var settings: Settings {
        let defaults = (channelDefaults?.entries ?? []).map { ($0.key.value, $0.value.value) }
        return Settings(
            pipelines: pipelines, data: data, templates: templates, broker: broker.value,
            chambers: (chambers ?? []).map(\.value), http: http.mapValues(\.value),
            logLevel: logLevel.value, logFormat: logFormat.value,
            defaultChamber: defaultChamber.value,
            channelDefaults: Dictionary(defaults, uniquingKeysWith: { $1 }))
    }
}
