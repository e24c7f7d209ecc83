import Foundation
import Model
import Testing

@testable import Operator

/// What the running stages show at /metrics.
private struct Shown {
    /// Kind and help of each name.
    var families: [String: (kind: String, help: String)] = [:]
    /// The names as queries write them: `_bucket`, `_sum` and `_count` of histograms too.
    var names: Set<String> = []
    var samples: [Substring] = []

    init(_ stages: [RunFile.Stage]) async throws {
        for stage in stages {
            let url = try #require(URL(string: stage.http + "/metrics"))
            for line in try String(contentsOf: url, encoding: .utf8).split(separator: "\n") {
                let words = line.split(separator: " ", maxSplits: 3)
                switch words.prefix(2) {
                case ["#", "HELP"]:
                    families[String(words[2]), default: ("", "")].help = String(words[3])
                case ["#", "TYPE"]:
                    families[String(words[2]), default: ("", "")].kind = String(words[3])
                default: samples.append(line)
                }
            }
        }
        for (name, family) in families {
            names.insert(name)
            guard family.kind == "histogram" else { continue }
            names.formUnion(["_bucket", "_sum", "_count"].map { name + $0 })
        }
    }
}

/// Every number that an alert or the dashboard asks for is one that a stage shows, under a name
/// that says its unit.
func theNumbersAreThoseThatAlertsRead(_ system: RunningSystem) async throws {
    let shown = try await Shown(system.run.stages)
    let name = try Regex("(?:maalem|process)_[a-z_]+")
    for file in ["rules.yml", "rules.test.yml", "dashboard.json"] {
        let path = RunningSystem.root.appending(path: "config/monitoring/\(file)")
        let text = try String(contentsOf: path, encoding: .utf8)
        let asked = Set(text.matches(of: name).map { String(text[$0.range]) })
        #expect(!asked.isEmpty)
        #expect(asked.subtracting(shown.names) == [], "\(file) asks for what nobody shows")
    }
    let units = ["_seconds", "_bytes", "_total", "_size", "_rows", "_open", "_overdue"]
    let levels = [
        "maalem_stage_ready", "maalem_stage_live", "maalem_stage_standby", "maalem_stage_paused",
        "maalem_broker_state", "maalem_ledger_entries", "maalem_inbox_position",
        "maalem_notifier_held",
    ]
    for (name, family) in shown.families where name.hasPrefix("maalem_") {
        #expect(!family.help.isEmpty, "\(name) says nothing of itself")
        #expect((family.kind == "counter") == name.hasSuffix("_total"), "\(name)")
        let hasUnit = units.contains { name.hasSuffix($0) } || levels.contains(name)
        #expect(hasUnit, "\(name): its unit?")
    }
    let personal = try Regex(#"[0-9]{8,}"|\+213|@"#)
    let labels = shown.samples.map { $0.prefix { $0 != "}" } }.filter { $0.contains("{") }
    #expect(labels.filter { $0.contains(personal) } == [])
}

/// The operator sees at once that a stage is gone, and what to type.
func oneCommandSaysWhatIsStuck(_ system: RunningSystem) async throws {
    try await until("all is well") {
        let answer = try await RunningSystem.finish("maalem", ["status", "--data", system.data])
        // Cases that are overdue may need a person; nothing stands still.
        return answer.status == 0 || answer.status == 1
    }
    let json = try await RunningSystem.finish(
        "maalem", ["status", "--json", "--data", system.data])
    let report = try JSONReader.read(Array(json.said.utf8))
    #expect(report["stages"]?.array?.count == 5)
    let queues = report["queues"]?.array?.compactMap { $0["queue"]?.string } ?? []
    #expect(queues.contains("matcher.31") && queues.contains("feedback.web"))
}
