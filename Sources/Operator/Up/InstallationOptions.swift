import ArgumentParser
import Foundation

/// Where a system on this machine lives and how it is started.
package struct InstallationOptions: ParsableArguments {
    @OptionGroup var places: PlaceOptions

    @Option(help: "Folder with the five stages; by default that of this program.")
    var programs: String?

    @Option(
        name: .customLong("turns"),
        help: "CODE=FILE: other turn rules for a chamber; repeatable.")
    var turns: [String] = []

    @Option(help: "Nodes of the private RabbitMQ; 3 make a cluster.")
    var brokerNodes: Int = 1

    @Option(help: "trace, debug, info, notice, warning, error or critical, for the stages.")
    var logLevel: String = "info"

    package init() {}

    /// The programs lie beside this one.
    var programFolder: URL {
        if let programs { return URL(filePath: programs) }
        return URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent()
    }
}
