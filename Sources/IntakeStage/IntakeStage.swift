import Configuration
import Model
import StageKit

/// The first stage: raw envelopes in, validated events or a refusal with a reason out. It keeps
/// nothing; the same delivery always says the same.
public struct IntakeStage: StatelessStage {
    public let name = "intake"

    private let chambers: [ChamberCode: ChamberWords]
    private let defaultChamber: ChamberCode
    private let channelDefaults: [String: ChamberCode]
    private let feedback: Feedback

    /// - Parameter feedback: the channels that hear what became of their inputs
    /// - Throws: `PepperError.missing` for a chamber without a pepper (exit 78)
    public init(
        configuration: Configuration, peppers: Peppers, feedback: Set<InputChannel> = []
    ) throws {
        self.feedback = Feedback(channels: feedback)
        let trades = Set(configuration.catalogue.trades.map(\.id.text))
        var chambers: [ChamberCode: ChamberWords] = [:]
        for (code, chamber) in configuration.chambers {
            guard let pepper = peppers[code] else {
                throw PepperError.missing(path: "pepper-\(code).key")
            }
            chambers[code] = ChamberWords(chamber, trades: trades, pepper: pepper)
        }
        self.chambers = chambers
        defaultChamber = configuration.defaultChamber
        channelDefaults = Dictionary(
            uniqueKeysWithValues: configuration.channelDefaults.map { ($0.key.rawValue, $0.value) })
    }

    /// With the peppers of a data folder, for every chamber of the configuration.
    /// - Throws: `PepperError` (exit 78)
    public init(
        configuration: Configuration, dataDirectory: String, feedback: Set<InputChannel> = []
    ) throws {
        try self.init(
            configuration: configuration,
            peppers: Peppers.load(
                chambers: configuration.chambers.keys.sorted(), dataDirectory: dataDirectory),
            feedback: feedback)
    }

    public func handle(_ delivery: Delivery, at now: Instant) throws -> Verdict {
        let envelope = Envelope(delivery)
        do {
            let input = try Input(envelope)
            let words = try words(for: input)
            let draft = try Acceptance(
                input: input, words: words, name: feedback.name(of: envelope)
            ).draft()
            return .emit(
                try [draft] + feedback.accepted(envelope, draft),
                cause: cause(envelope, words.code))
        } catch let refusal as Refusal {
            return .reject(
                try Draft(rejection(refusal, envelope)),
                besides: try feedback.rejected(envelope, refusal),
                cause: cause(envelope, chamber(envelope)))
        }
    }

    private func cause(_ envelope: Envelope, _ chamber: ChamberCode) -> Cause {
        Cause(id: envelope.eventID, chamber: chamber, traceparent: envelope.traceparent)
    }

    // MARK: - The chamber

    /// The chamber named, else the channel's default, else the configured default (contract §1).
    private func words(for input: Input) throws -> ChamberWords {
        let field = "data.chamber"
        let named = input.data["chamber"] ?? .null
        if named == .null || named == .string("") {
            guard input.schema.fields.first(where: { $0.name == "chamber" })?.isRequired != true
            else { throw Refusal(.missingField, field, "The member is required.") }
            guard let words = chambers[defaultCode(input.data)] else {
                throw Refusal(.unknownChamber, field, "The default chamber is not served here.")
            }
            return words
        }
        guard let text = named.string else {
            throw Refusal(.invalidField, field, "A string is expected, not \(named.typeName).")
        }
        if text == ChamberCode.unreadable.text, let words = chambers[defaultChamber],
            [CommandType.deadReplay, CommandType.deadDrop].contains(input.schema.type)
        {
            return words.ofTheUnreadable
        }
        guard let words = ChamberCode(text).flatMap({ chambers[$0] }) else {
            throw Refusal(.unknownChamber, field, "No such chamber is served here.")
        }
        return words
    }

    private func defaultCode(_ data: [String: JSON]) -> ChamberCode {
        data["channel"]?.string.flatMap { channelDefaults[$0] } ?? defaultChamber
    }

    /// Where a refusal is filed: the chamber that the input names or would go to by default, and
    /// `00` where that cannot be read.
    private func chamber(_ envelope: Envelope) -> ChamberCode {
        guard let data = (try? envelope.json.get())?["data"]?.object else { return .unreadable }
        let named = data["chamber"] ?? .null
        if named == .null || named == .string("") {
            let isFromChannel =
                envelope.delivery.exchange == EventSchema.Exchange.requests.rawValue
            return isFromChannel ? served(defaultCode(data)) : .unreadable
        }
        return served(named.string.flatMap(ChamberCode.init))
    }

    private func served(_ code: ChamberCode?) -> ChamberCode {
        code.flatMap { chambers[$0]?.code } ?? .unreadable
    }

    // MARK: - Refusals

    private func rejection(_ refusal: Refusal, _ envelope: Envelope) -> InputRejected {
        let type = (try? envelope.json.get())?["type"]?.string.flatMap(Event.shortType)
        return InputRejected(
            code: refusal.code, field: refusal.field, detail: refusal.detail,
            bodySHA256: EventID(body: envelope.delivery.body).hex, inputSource: envelope.source,
            inputType: type.flatMap { EventSchema.input($0)?.type },
            exchange: envelope.delivery.exchange)
    }
}
