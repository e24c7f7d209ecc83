import Configuration
import Model
import StageKit

/// The stage that reads what a request asks for. It keeps nothing: the model is built from the
/// configuration when it starts.
public struct ClassifierStage: StatelessStage {
    public let name = "classifier"
    private let triager: Triager
    private let gazetteers: [ChamberCode: Gazetteer]

    /// - Parameter learned: `nil`: the words of the catalogue decide
    /// - Throws: `EncodingError`
    public init(_ configuration: Configuration, learned: LearnedModel? = nil) throws {
        triager = try Triager(configuration.catalogue, learned: learned)
        gazetteers = configuration.chambers.mapValues(Gazetteer.init)
    }

    /// Answers `request.accepted` and `triage.requested` with `request.classified`.
    /// - Throws: `JSONError`, `EventFormatError`, `DecodingError`; `UnexpectedEvent` for any other
    ///   type or a chamber that is not configured
    public func handle(_ delivery: Delivery, at now: Instant) throws -> Verdict {
        let event = try Event(body: delivery.body)
        guard let gazetteer = gazetteers[event.chamber] else {
            throw UnexpectedEvent.chamber(event.chamber)
        }
        let classified: RequestClassified
        switch event.type {
        case RequestAccepted.type: classified = read(try event.payload(), gazetteer)
        case TriageRequested.type: classified = readAgain(try event.payload(), gazetteer)
        default: throw UnexpectedEvent.type(event.type)
        }
        return .emit([try Draft(classified)], cause: Cause(event))
    }

    private func read(_ request: RequestAccepted, _ gazetteer: Gazetteer) -> RequestClassified {
        let triage = triager.triage(
            request.personal.text, given: Given(request), gazetteer: gazetteer)
        return RequestClassified(
            requestId: request.requestId, channel: request.channel, person: request.person,
            line: request.line, preferredTime: request.preferredTime, triage: triage,
            personal: RequestClassified.Personal(
                text: request.personal.text, input: request.personal.input))
    }

    private func readAgain(_ asked: TriageRequested, _ gazetteer: Gazetteer) -> RequestClassified {
        let triage = triager.merge(
            asked.previous, answer: asked.personal.text, gazetteer: gazetteer)
        return RequestClassified(
            requestId: asked.requestId, channel: asked.channel, person: asked.person,
            line: asked.line, preferredTime: asked.preferredTime, round: asked.round,
            triage: triage, personal: asked.personal)
    }
}

/// A message that the classifier's queue should never hold.
public enum UnexpectedEvent: Error, Hashable, Sendable, CustomStringConvertible {
    case type(String)
    case chamber(ChamberCode)

    public var description: String {
        switch self {
        case .type(let type): "the classifier has no answer to '\(type)'"
        case .chamber(let code): "the chamber \(code) is not configured"
        }
    }
}
