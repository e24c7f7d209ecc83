import Foundation
import LedgerStage
import Model
import Testing

@testable import Operator

/// An operator corrects what the classifier made of a request; the correction becomes an example
/// without personal data, a new model is learned from it, and a worse one is refused.
func anOperatorsCorrectionIsLearned(_ system: RunningSystem) async throws {
    let message = InputEnvelope(
        way: .requests, source: "channel/web", id: "to-be-corrected", type: "request.submitted",
        data: [
            "channel": "web", "phone": "0661000888", "name": "Zohra Benexemple",
            "text": "la ghobbaza de Zohra est morte, rappelez-la au 05 50 12 34 56",
        ])
    try await system.send([message], by: system.run.brokerURL)
    let request = message.eventID.subject("r")
    try await until("the request is in hand") {
        try system.ledger.entries(subject: request).contains {
            $0.type == QuestionAsked.type || $0.type == CaseOpened.type
        }
    }
    let correction = InputEnvelope.command(
        CommandType.requestReclassify,
        [
            "requestId": .string(request), "trade": "electromenager", "quartier": "maraval",
            "urgency": "week",
        ],
        chamber: ChamberCode("31")!, by: "amina", reason: "a washing machine", key: request)
    try await system.send([correction], by: system.run.commandsURL)
    try await until("the correction stands in the ledger") {
        try system.ledger.entries(subject: request).contains {
            $0.type == CommandType.requestReclassify
        }
    }
    let config = try smallConfiguration(beside: system.data)
    let learned = try await retrain(["--epochs", "2", "--force"], config, system)
    #expect(learned.status == 0, "\(learned.said)")
    let lines = try String(
        contentsOfFile: config + "/triage/examples/corrections.jsonl", encoding: .utf8)
    let example = try JSONReader.read(lines.trimmingCharacters(in: .newlines))
    #expect(example["id"]?.string == "correction-\(request)")
    #expect(example["trade"] == "electromenager")
    #expect(example["quartier"] == "maraval")
    #expect(example["provenance"]?.string?.hasPrefix(CommandType.requestReclassify) == true)
    #expect(example["text"]?.string?.contains("ghobbaza") == true)
    #expect(!lines.contains("Zohra") && !lines.contains("34 56"))

    let model = FileManager.default.contents(atPath: config + "/triage/model.bin")
    let worse = try await retrain(["--epochs", "0"], config, system)
    #expect(worse.status == 65, "\(worse.said)")
    #expect(worse.said.contains("worse"))
    #expect(FileManager.default.contents(atPath: config + "/triage/model.bin") == model)
}

private func retrain(
    _ arguments: [String], _ config: String, _ system: RunningSystem
) async throws -> (status: Int32, said: String) {
    try await RunningSystem.finish(
        "maalem",
        ["triage", "retrain", "--config", config, "--data", system.data, "--folds", "0"]
            + arguments)
}

/// The configuration with a few examples, so that learning takes seconds. What is held out was
/// learned too: a model that learned nothing is worse on it.
private func smallConfiguration(beside data: String) throws -> String {
    let files = FileManager.default
    let config = data + "/config"
    try files.copyItem(atPath: RunningSystem.root.path + "/config", toPath: config)
    for folder in ["examples", "heldout"] {
        try files.removeItem(atPath: "\(config)/triage/\(folder)")
        try files.createDirectory(
            atPath: "\(config)/triage/\(folder)", withIntermediateDirectories: true)
    }
    let requests = try String(contentsOfFile: config + "/examples/requests.jsonl", encoding: .utf8)
    let few = requests.split(separator: "\n").prefix(150).joined(separator: "\n") + "\n"
    for path in ["/examples/requests.jsonl", "/triage/heldout/few.jsonl"] {
        try few.write(toFile: config + path, atomically: true, encoding: .utf8)
    }
    return config
}
