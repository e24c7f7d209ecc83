import Model
import YAML

/// `maalem.yaml` as it stands in the file.
struct SettingsFile: Decodable {
    let version: Located<Int>
    let defaultChamber: Located<ChamberCode>
    let channelDefaults: YAMLMap<InputChannel, Located<ChamberCode>>?
    let pipelines: String
    let data: String
    let templates: String
    let broker: Located<String>
    let chambers: [Located<ChamberCode>]?
    let http: [String: Located<String>]
    let logLevel: Located<String>
    let logFormat: Located<String>

    private enum CodingKeys: String, CodingKey {
        case version, pipelines, data, templates, broker, chambers, http
        case defaultChamber = "default_chamber"
        case channelDefaults = "channel_defaults"
        case logLevel = "log_level"
        case logFormat = "log_format"
    }
}
