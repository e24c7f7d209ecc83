import Configuration
import IntakeStage
import Model
import Operator
import StageKit

/// Broken bodies: a million against intake's reader in this process, twenty thousand over the wire.
/// Each gets an answer, and what the broker confirmed is known.
struct Mutations: Scenario {
    let name = "mutations"

    func run(_ context: Context) async throws -> Outcome {
        let inProcess = context.count(1_000_000)
        let overWire = context.count(20_000, least: 200)
        return try await Town.with(context, artisans: 30) { town in
            var draw = context.draw()
            let seeds = await town.take(200).map(\.message)
            try await town.channel.send(seeds)
            let answers = try Self.answers(to: inProcess, of: seeds, town.data, &draw)
            var sent: [RawInput] = []
            for start in stride(from: 0, to: overWire, by: 200) {
                let part = (0..<min(200, overWire - start)).map { _ in Self.mutated(seeds, &draw) }
                sent += part
                try await town.channel.send(part)
            }
            try await town.rest(within: .seconds(600))
            // What is accepted is a person who waits; the books did not know beforehand.
            return try await .of(
                town,
                injected: "\(inProcess) bodies in process (\(answers.accepted) "
                    + "accepted, \(answers.refused) refused, every one answered), "
                    + "\(sent.count) over the wire",
                statuses: [], more: answers.strangers)
        }
    }

    private struct Answers {
        var accepted = 0
        var refused = 0
        /// Inputs that intake knows under another id than their sender.
        var strangers: [String] = []
    }

    private static func answers(
        to count: Int, of seeds: [RawInput], _ data: String, _ draw: inout SeededGenerator
    ) throws -> Answers {
        let intake = try IntakeStage(
            configuration: try Configuration.load(directory: "config"), dataDirectory: data)
        var answers = Answers()
        for _ in 0..<count {
            let input = mutated(seeds, &draw)
            let delivery = Delivery(
                tag: .init(epoch: 0, number: 0), exchange: input.exchange,
                routingKey: input.routingKey, body: input.body, contentType: Event.contentType)
            let known: EventID
            switch try intake.handle(delivery, at: Recording.moment) {
            case .emit(_, let cause):
                answers.accepted += 1
                known = cause.id
            case .reject(_, _, let cause):
                answers.refused += 1
                known = cause.id
            }
            if known != input.eventID {
                answers.strangers.append(String(decoding: input.body, as: UTF8.self))
            }
        }
        return answers
    }

    private static let interesting: [UInt8] =
        Array("\"\\{}[],:0eu-+. n".utf8) + [0, 0x80, 0xC3, 0xED, 0xFF]

    private static func mutated(_ seeds: [RawInput], _ draw: inout SeededGenerator) -> RawInput {
        var input = seeds[draw.below(seeds.count)]
        for _ in 0...draw.below(4) where !input.body.isEmpty {
            let at = draw.below(input.body.count)
            switch draw.below(6) {
            case 0: input.body[at] = UInt8(draw.below(256))
            case 1: input.body[at] = interesting[draw.below(interesting.count)]
            case 2: input.body.remove(at: at)
            case 3: input.body.insert(interesting[draw.below(interesting.count)], at: at)
            case 4: input.body = Array(input.body[..<at])
            default:
                let end = min(input.body.count, at + 1 + draw.below(20))
                input.body.insert(contentsOf: Array(input.body[at..<end]), at: at)
            }
        }
        input.eventID = identity(of: input.body)
        return input
    }

    /// What may serve as half of an identity: no control characters, at most 1 KiB.
    private static func isAttribute(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 1024
            && text.unicodeScalars.allSatisfy {
                $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value)
            }
    }

    /// By what the contract knows an input: source and id, or the hash of the body.
    private static func identity(of body: [UInt8]) -> EventID {
        guard let json = try? JSONReader.read(body), let source = json["source"]?.string,
            let id = json["id"]?.string, isAttribute(source), isAttribute(id)
        else { return EventID(body: body) }
        return EventID(source: source, id: id)
    }
}
