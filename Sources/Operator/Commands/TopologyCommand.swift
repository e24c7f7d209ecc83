import ArgumentParser
import PipelineSpec

/// `maalem topology`
struct TopologyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology", abstract: "What the pipeline files ask of the broker.",
        subcommands: [TopologyGraph.self])
}

/// `maalem topology graph`
struct TopologyGraph: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Draws the topology as a Mermaid flowchart.")

    @OptionGroup var place: PlaceOptions

    func run() throws { Console.raw(try Pipelines.load(directory: place.pipelines).mermaid) }
}
