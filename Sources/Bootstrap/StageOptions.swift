import ArgumentParser
import Foundation
import Model

/// The options of every stage (contract §3). Each has an environment variable and a line in
/// `maalem.yaml`; the command line wins, then the environment, then the file.
public struct StageOptions: ParsableArguments, Sendable {
    @Option(help: "Folder of the configuration (MAALEM_CONFIG; config).")
    public var config: String?

    @Option(help: "Folder of the pipeline files (MAALEM_PIPELINES; pipelines).")
    public var pipelines: String?

    @Option(help: "Folder of the stores (MAALEM_DATA; var).")
    public var data: String?

    @Option(
        help: """
            amqp:// or amqps:// URL of the broker; of a cluster several, comma-separated, tried \
            in this order (MAALEM_BROKER, or a file that holds it: MAALEM_BROKER_FILE).
            """)
    public var broker: String?

    @Option(
        help: """
            http:// URL of the broker's management API, with which the stage compares the live \
            topology with its part of the plan; of a cluster several (MAALEM_MANAGEMENT, \
            MAALEM_MANAGEMENT_FILE).
            """)
    public var management: String?

    @Option(help: "A chamber to serve; repeatable (MAALEM_CHAMBER, comma-separated; all).")
    public var chamber: [String] = []

    @Option(help: "HOST:PORT of /live, /ready, /metrics; loopback (MAALEM_HTTP).")
    public var http: String?

    @Option(help: "trace, debug, info, notice, warning, error or critical (MAALEM_LOG_LEVEL).")
    public var logLevel: String?

    @Option(help: "text or json (MAALEM_LOG_FORMAT).")
    public var logFormat: String?

    @Option(
        name: .customLong("turns"),
        help: "CODE=FILE: other turn rules for a chamber; repeatable (MAALEM_TURNS).")
    public var turns: [String] = []

    @Flag(
        help: "Drain and stop when standard input ends, as after SIGTERM: for a supervisor's pipe.")
    public var stopAtEndOfInput = false

    public init() {}
}
