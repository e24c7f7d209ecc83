import ArgumentParser
import Foundation

/// `make bench`: the whole chain beside a relay of as many hops that does nothing, in one run, so
/// that the ratio holds on any machine.
@main
struct ChainBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Requests a second through the whole chain, beside a no-op relay.",
        subcommands: [Compare.self, RelayStageProgram.self], defaultSubcommand: Compare.self)
}

/// The comparison.
struct Compare: AsyncParsableCommand {
    @Option(help: "How many requests wait in the queue.")
    var requests = 5000

    @Option(help: "The folder of the system under test; emptied first.")
    var data = "var/bench"

    func run() async throws {
        try? FileManager.default.removeItem(atPath: data)
        print("requests a second, from a queue of \(requests); five hops each")
        let relay = try await RelayChain(data: data + "/relay").measure(messages: requests)
        print(String(format: "  no-op relay   %7.0f /s", relay))
        let chain = try await RealChain(data: data + "/chain").measure(requests: requests)
        print(String(format: "  whole chain   %7.0f /s", chain))
        print(String(format: "  ratio         %7.2f", chain / relay))
    }
}
