import ClassifierStage
import Configuration
import Foundation
import IntakeStage
import MatcherStage
import Model
import NotifierStage
import Operator
import StageKit
import StatefulStageKit

/// A morning of the pipeline without a broker: what each stateful stage would be handed. The same
/// seed gives the same events, so that a stage can be broken on them again and again.
struct Recording {
    /// By stage, in order.
    private(set) var events: [String: [Event]] = [:]
    /// When all of it was said.
    static let moment = Instant(milliseconds: 1_795_428_000_000)

    private let configuration: Configuration
    private let chamber: Chamber
    private let intake: IntakeStage
    private let classifier: ClassifierStage
    private let matcher: StageHarness<MatcherStage>

    /// - Parameter data: a folder with the chamber's files, for its pepper
    init(data: String, artisans: Int, requests: Int, seed: UInt64) throws {
        configuration = try Configuration.load(directory: "config")
        guard let chamber = configuration.chambers[try Town.oran] else {
            throw Fault("chamber 31 is not configured")
        }
        self.chamber = chamber
        intake = try IntakeStage(configuration: configuration, dataDirectory: data)
        classifier = try ClassifierStage(configuration)
        matcher = try StageHarness(
            MatcherStage(chamber: chamber, catalogue: configuration.catalogue),
            chamber: chamber.code)
        try play(artisans, requests, seed)
    }

    private mutating func play(_ artisans: Int, _ requests: Int, _ seed: UInt64) throws {
        let names = try String(contentsOfFile: "config/examples/names.txt", encoding: .utf8)
        var generator = RosterGenerator(
            seed: seed, catalogue: configuration.catalogue, chamber: chamber,
            names: try NameList(text: names, file: "names.txt"), year: 2026)
        let commands = RosterCommands(
            chamber: chamber.code, operator: "faults", reason: "a synthetic roster"
        ).all(generator.roster(individuals: artisans, cooperatives: 0))
        for command in commands { try take(command.message) }
        let plan = DemoRequests(
            examples: try DemoRequests.examples(
                in: URL(filePath: "config/examples/requests.jsonl")),
            catalogue: configuration.catalogue, quartiers: chamber.quartiers
        ).plan(count: requests, seed: seed, run: "recorded")
        for request in plan { try take(request.envelope.message) }
    }

    private mutating func take(_ input: RawInput) throws {
        let said = try say(
            intake,
            Delivery(
                tag: .init(epoch: 0, number: 0), exchange: input.exchange,
                routingKey: input.routingKey, body: input.body, contentType: Event.contentType))
        for event in said {
            hear(event, "ledger", "notifier")
            if event.type == "request.accepted" {
                for classified in try say(classifier, Self.delivery(of: event)) {
                    hear(classified, "ledger")
                    try match(classified)
                }
            } else {
                try match(event)
            }
        }
    }

    private mutating func match(_ event: Event) throws {
        hear(event, "matcher")
        for said in try matcher.deliver(event, at: Self.moment) { hear(said, "ledger", "notifier") }
    }

    private mutating func hear(_ event: Event, _ stages: String...) {
        for stage in stages { events[stage, default: []].append(event) }
    }

    private func say(_ stage: any StatelessStage, _ delivery: Delivery) throws -> [Event] {
        guard case .emit(let drafts, let cause) = try stage.handle(delivery, at: Self.moment)
        else { throw Fault("\(stage.name) refused an input of the recording") }
        return Speaker(source: "stage/\(stage.name)").events(
            drafts, cause: cause.id, chamber: cause.chamber, traceparent: cause.traceparent,
            at: Self.moment)
    }

    private static func delivery(of event: Event) -> Delivery {
        Delivery(
            tag: .init(epoch: 0, number: 0), exchange: Exchanges.dispatch,
            routingKey: event.type, body: event.body, contentType: Event.contentType)
    }
}
