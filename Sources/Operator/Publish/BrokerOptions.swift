import ArgumentParser
import Model
import StageKit

/// Where commands are published.
struct CommandBrokerOption: ParsableArguments {
    @Option(
        help: """
            URL of the broker, with an operator's account (MAALEM_COMMANDS_BROKER; default: \
            run.json of the data folder).
            """)
    var broker: String?

    /// Publishes inputs with confirms, with a line of progress where there are many.
    func publish(_ inputs: [RawInput], _ place: PlaceOptions) async throws -> InputPublisher.Tally {
        let url = try place.url(
            broker ?? environment("MAALEM_COMMANDS_BROKER"), \.commandsURL, option: "--broker")
        return try await publishInputs(inputs, url: url)
    }

    /// Gives one command and says how it is known from now on.
    func give(
        _ type: String, _ data: [String: JSON], to chamber: ChamberCode, by who: OperatorOptions,
        _ place: PlaceOptions
    ) async throws {
        // The time makes each command one of its own: suspend, resume and suspend again is three.
        let moment = SystemClock().now()
        let input = InputEnvelope.command(
            type, data, chamber: chamber, by: who.operator, reason: who.reason,
            key: moment.rfc3339)
        let tally = try await publish([input.message], place)
        try tally.requireWhole()
        Console.out("\(type) confirmed as \(input.eventID)")
    }
}

/// Where requests are published.
struct ChannelBrokerOption: ParsableArguments {
    @Option(
        help: """
            URL of the broker, with a channel's account (MAALEM_BROKER; default: run.json of the \
            data folder).
            """)
    var broker: String?

    func publish(_ inputs: [RawInput], _ place: PlaceOptions) async throws -> InputPublisher.Tally {
        let url = try place.url(
            broker ?? environment("MAALEM_BROKER"), \.brokerURL, option: "--broker")
        return try await publishInputs(inputs, url: url)
    }
}
