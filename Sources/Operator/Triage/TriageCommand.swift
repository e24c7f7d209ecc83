import ArgumentParser

/// `maalem triage …`: the learned model of the classifier.
struct TriageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage",
        abstract: "Learns, measures and renews what the classifier knows.",
        subcommands: [TriageTrain.self, TriageEvaluate.self, TriageRetrain.self])
}
