import ArgumentParser
import Foundation

/// `make bench`: the whole chain beside a relay of as many hops that does nothing, in one run, so
/// that the ratio holds on any machine.
@main
struct ChainBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Requests a second through the whole chain, beside a no-op relay.",
        subcommands: [Compare.self, RelayStageProgram.self, TriageBench.self],
        defaultSubcommand: Compare.self)
}

/// The comparison.
struct Compare: AsyncParsableCommand {
    @Option(help: "How many requests wait in the queue.")
    var requests = 5000

    @Option(help: "The folder of the system under test; emptied first.")
    var data = "var/bench"

    func run() async throws {
        try? FileManager.default.removeItem(atPath: data)
        let relay = try await RelayChain(data: data + "/relay").measure(messages: requests)
        let chain = try await RealChain(data: data + "/chain").measure(requests: requests)
        print("from a queue of \(requests)    requests/s   queue hops a request   hops/s")
        print("  no-op relay \(relay.line)")
        print("  whole chain \(chain.line)")
        print(
            String(
                format: "  ratio       %14.2f %22.2f %8.2f",
                chain.requestsPerSecond / relay.requestsPerSecond,
                chain.hopsPerRequest / relay.hopsPerRequest,
                chain.hopsPerSecond / relay.hopsPerSecond))
    }
}
