import Foundation
import Model
import YAML

extension Configuration {
    /// Reads and checks a configuration directory whole.
    /// - Parameter turnsOverride: files with turn rules in place of a chamber's `turns.yaml`
    /// - Throws: `YAMLErrors` with everything found, each with its place and what to do
    public static func load(
        directory: String, turnsOverride: [ChamberCode: String] = [:]
    ) throws -> Configuration {
        var findings = Findings()
        let catalogue = Catalogue.load(path: directory + "/trades.yaml", &findings)
        let settings = Settings.load(directory: directory, &findings)
        var chambers: [ChamberCode: Chamber] = [:]
        var codes: [Located<ChamberCode>] = []
        for folder in folders(in: directory + "/chambers", &findings) {
            let loaded = Chamber.load(
                folder: folder, turnsOverride: { turnsOverride[$0] }, &findings)
            guard let loaded else { continue }
            codes.append(loaded.code)
            chambers[loaded.code.value] = loaded.chamber
        }
        findings.unique(codes, "chamber")
        settings?.file.check(codes: Set(codes.map(\.value)), &findings)
        for code in turnsOverride.keys where chambers[code] == nil {
            let place = Place(file: directory + "/chambers", line: 1, column: 1)
            findings.add(
                place.error("there is no chamber \(code) to override", hint: "check the code"))
        }
        guard let catalogue, let settings = settings?.settings else {
            return try findings.result(nil)
        }
        return try findings.result(
            Configuration(
                catalogue: catalogue, chambers: chambers, defaultChamber: settings.defaultChamber,
                channelDefaults: settings.channelDefaults))
    }

    private static func folders(in directory: String, _ findings: inout Findings) -> [String] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            let place = Place(file: directory, line: 1, column: 1)
            findings.add(
                place.error("cannot be read", hint: "a folder with a folder a chamber: 31-oran"))
            return []
        }
        return names.filter { !$0.hasPrefix(".") }.sorted().map { directory + "/" + $0 }
    }
}

extension SettingsFile {
    /// Every chamber that is named exists.
    fileprivate func check(codes: Set<ChamberCode>, _ findings: inout Findings) {
        let named =
            [defaultChamber] + (channelDefaults?.entries ?? []).map(\.value) + (chambers ?? [])
        for code in named where !codes.contains(code.value) {
            findings.add(
                code.error(
                    "there is no chamber \(code.value)",
                    hint: Nearest.hint(for: code.value.text, among: codes.map(\.text))))
        }
    }
}
