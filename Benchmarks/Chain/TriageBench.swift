import ArgumentParser
import ClassifierStage
import Configuration
import Foundation
import Model

/// `make bench ARGS=triage`: the whole triage on one core beside two peers on the same messages in
/// the same run, so that the ratios hold on any machine: folding alone, which everything that reads
/// must do, and the keywords of the catalogue alone.
struct TriageBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "triage",
        abstract: "Messages a second through the triage, beside folding and keywords alone.")

    @Option(help: "Folder of the configuration.") var config = "config"
    @Option(help: "How often the new messages are read again.") var rounds = 20

    func run() throws {
        let configuration = try Configuration.load(directory: config)
        guard let chamber = configuration.chambers.values.first else {
            throw ValidationError("\(config) has no chamber")
        }
        let before = (cpuSeconds(), try residentMiB())
        let learned = try LearnedModel.load(configDirectory: config)
        let triager = try Triager(configuration.catalogue, learned: learned)
        let gazetteer = Gazetteer(chamber)
        print(
            String(
                format: "%@: ready in %.3f s of CPU, %.0f MiB more memory", triager.model,
                cpuSeconds() - before.0, try residentMiB() - before.1))
        let seen = try ExampleFiles.load(directory: config + "/triage/examples").map(\.text)
        let new = try ExampleFiles.load(directory: config + "/triage/heldout").map(\.text)
        let again = (0..<rounds).flatMap { _ in new }
        let keywords = try Triager(configuration.catalogue)
        print("messages a second, one core           triage  folding  keywords  foldings a triage")
        for (name, texts) in [
            ("a first time, everything new", seen), ("new ones after those", new),
            ("the same again", again),
        ] {
            let triage = cost(texts) { triager.triage($0, gazetteer: gazetteer).trades.count }
            let folding = cost(texts) { FoldedText($0).tokens.count }
            let words = cost(texts) { keywords.triage($0, gazetteer: gazetteer).trades.count }
            print(
                name.padding(toLength: 36, withPad: " ", startingAt: 0)
                    + String(
                        format: "%8.0f %8.0f %9.0f %10.1f", 1 / triage, 1 / folding, 1 / words,
                        triage / folding))
        }
        print(String(format: "%.0f MiB in all", try residentMiB()))
    }

    /// Seconds of CPU a message; other work of the machine does not count.
    private func cost(_ texts: [String], _ read: (String) -> Int) -> Double {
        let before = cpuSeconds()
        var found = 0
        for text in texts { found += read(text) }
        // What was found is used, or the work could be left out.
        return (cpuSeconds() - before) / Double(max(1, found > 0 ? texts.count : 1))
    }

    private func cpuSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

    private func residentMiB() throws -> Double {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
            .split(separator: " ")
        return (pages.count > 1 ? Double(pages[1]) ?? 0 : 0) * 4096 / 1_048_576
    }
}
