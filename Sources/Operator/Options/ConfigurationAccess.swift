import Bootstrap
import Configuration
import Model

extension PlaceOptions {
    /// The configuration, checked whole.
    /// - Throws: `YAMLErrors`: exit 78
    func configuration() throws -> Configuration { try Configuration.load(directory: config) }

    /// How people of a chamber read a clock; UTC where the configuration cannot be read.
    func localTime(_ chamber: ChamberCode) -> LocalTime {
        let zone = (try? configuration())?.chambers[chamber]?.timeZone
        return LocalTime(zone: zone ?? "UTC")
    }
}

extension Configuration {
    /// - Throws: `Failure` (64)
    func chamber(_ code: ChamberCode) throws -> Chamber {
        if let chamber = chambers[code] { return chamber }
        let known = chambers.keys.sorted().map(\.text).joined(separator: ", ")
        throw Failure(.usage, "chamber \(code) is not configured; configured: \(known)")
    }
}
