import AMQP
import ArgumentParser
import Model

/// Where the management API is.
struct ManagementOption: ParsableArguments {
    @Option(
        help: """
            http:// or https:// URL of the broker's management API, with an account; of a \
            cluster several, comma-separated (MAALEM_MANAGEMENT; default: run.json of the data \
            folder).
            """)
    var management: String?

    /// Where an account is used that may change and see everything.
    func client(_ place: PlaceOptions) throws -> ManagementClient {
        try ManagementClient(
            url: try place.url(
                management ?? environment("MAALEM_MANAGEMENT"), \.managementURL,
                option: "--management"), secure: FoundationTransport())
    }

    /// For an account that may look; `nil` where none was named and nothing runs.
    func observer(_ place: PlaceOptions) throws -> ManagementClient? {
        let url =
            try management ?? environment("MAALEM_MANAGEMENT")
            ?? RunFile.load(data: place.data)?.managementURL
        return try url.map { try ManagementClient(url: $0, secure: FoundationTransport()) }
    }
}
