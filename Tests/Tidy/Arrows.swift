import Testing

/// Which room may import which (docs/architecture.md draws it). Data flows one way.
private let arrows: [String: Set<String>] = [
    "Model": ["Crypto", "Synchronization"],
    "YAML": ["CLibYAML"],
    "Configuration": ["Model", "YAML"],
    "PipelineSpec": ["YAML"],
    "StageKit": ["Model", "Logging", "FlyingFox", "FlyingSocks", "Synchronization"],
    "AMQP": ["StageKit", "Model", "CRabbitMQ", "Logging", "Synchronization"],
    "StatefulStageKit": [
        "StageKit", "Model", "GRDB", "GRDBSQLite", "Crypto", "Logging", "Synchronization",
    ],
    "IntakeStage": ["StageKit", "Configuration", "Model", "Crypto"],
    "ClassifierStage": ["StageKit", "Configuration", "Model", "Synchronization"],
    "MatcherStage": ["StatefulStageKit", "StageKit", "Configuration", "Model", "GRDB", "Crypto"],
    "NotifierStage": [
        "StatefulStageKit", "StageKit", "Configuration", "Model", "GRDB", "Synchronization",
    ],
    "LedgerStage": [
        "StatefulStageKit", "StageKit", "Configuration", "Model", "GRDB", "Crypto",
        "Synchronization",
    ],
    "PrivateBroker": ["Synchronization"],
    "Bootstrap": [
        "AMQP", "StageKit", "StatefulStageKit", "PipelineSpec", "Configuration", "YAML", "Model",
        "ArgumentParser", "Logging", "Synchronization",
    ],
    "Operator": [
        "Bootstrap", "PrivateBroker", "AMQP", "PipelineSpec", "Configuration", "LedgerStage",
        "ClassifierStage", "MatcherStage", "NotifierStage", "StatefulStageKit", "StageKit",
        "YAML", "Model", "ArgumentParser", "Logging", "Crypto", "Synchronization",
    ],
    "intake": ["Bootstrap", "IntakeStage", "ArgumentParser"],
    "classifier": ["Bootstrap", "ClassifierStage", "ArgumentParser"],
    "matcher": ["Bootstrap", "MatcherStage", "ArgumentParser"],
    "notifier": ["Bootstrap", "NotifierStage", "ArgumentParser"],
    "ledger": ["Bootstrap", "LedgerStage", "ArgumentParser"],
    "maalem": ["Operator"],
]

private let system: Set<String> = ["Foundation", "FoundationNetworking", "Glibc", "Dispatch"]

@Test func everyImportFollowsAnArrow() {
    var strays: [String] = []
    for file in Tree.swiftFiles(in: "Sources") {
        guard let allowed = arrows[file.room] else {
            strays.append("\(file.path): the room \(file.room) is not in the table")
            continue
        }
        for name in file.imports.subtracting(allowed).subtracting(system).sorted() {
            strays.append("\(file.path): imports \(name)")
        }
    }
    #expect(strays == [])
}

@Test func theArrowsHaveNoCircle() {
    func reach(_ room: String, from path: [String]) -> [String]? {
        if path.contains(room) { return path + [room] }
        for next in (arrows[room] ?? []).sorted() {
            if let circle = reach(next, from: path + [room]) { return circle }
        }
        return nil
    }
    for room in arrows.keys.sorted() { #expect(reach(room, from: []) == nil) }
}

@Test func aBindingToCIsImportedInOneRoomOnly() {
    let owners = ["CRabbitMQ": ["AMQP"], "CLibYAML": ["YAML"]]
    for (module, rooms) in owners {
        let importers = Set(arrows.filter { $0.value.contains(module) }.keys)
        #expect(importers == Set(rooms))
    }
    let writers: Set = ["StatefulStageKit", "MatcherStage", "NotifierStage", "LedgerStage"]
    #expect(Set(arrows.filter { $0.value.contains("GRDB") }.keys) == writers)
}

@Test func stagesNeverImportEachOther() {
    let stages = arrows.keys.filter { $0.hasSuffix("Stage") }
    for stage in stages {
        #expect(arrows[stage]?.intersection(stages).isEmpty == true)
    }
}
