import Configuration
import Foundation
import Model

/// A labelled message of `config/examples/requests.jsonl`.
package struct ExampleRequest: Decodable, Sendable {
    let id: String
    let text: String
    let trade: String
    let quartier: String?
}

/// The requests of a demo: example texts with callers and, as forms ask for one, a place.
package struct DemoRequests {
    private let examples: [ExampleRequest]
    private let catalogue: Catalogue
    private let quartiers: [Quartier]

    package init(examples: [ExampleRequest], catalogue: Catalogue, quartiers: [Quartier]) {
        self.examples = examples
        self.catalogue = catalogue
        self.quartiers = quartiers
    }

    /// A request to send, and what its family could add if asked.
    package struct Planned: Sendable {
        package let envelope: InputEnvelope
        package let facts: Habits.Facts
    }

    package static func examples(in file: URL) throws -> [ExampleRequest] {
        let text = try String(contentsOf: file, encoding: .utf8)
        return try text.split(separator: "\n").map {
            try JSONReader.read(String($0)).decode(ExampleRequest.self)
        }
    }

    /// The same seed makes the same requests; `run` only names them.
    package func plan(count: Int, seed: UInt64, run: String) -> [Planned] {
        var draw = SeededGenerator(seed: seed)
        return (0..<count).map { index in
            one(examples[index % examples.count], index, run, &draw)
        }
    }

    /// A number of a long run of zeros, another one in each run, so that no family is mistaken for
    /// one of an earlier demo.
    static func phone(_ index: Int, run: String) -> String {
        String(format: "+213660%02d%04d", fingerprint(run) % 100, index % 10_000)
    }

    private func one(
        _ example: ExampleRequest, _ index: Int, _ run: String, _ draw: inout SeededGenerator
    ) -> Planned {
        let labelled = quartiers.first { $0.id.text == example.quartier }
        let place = labelled ?? draw.pick(quartiers)
        let spelling =
            place.map { draw.pick([$0.nameFr, $0.nameAr] + $0.aliases) ?? $0.nameFr } ?? ""
        let channel = ["web", "web", "desk", "sms", "sms", "whatsapp"][draw.below(6)]
        let phone = Self.phone(index, run: run)
        var data: [String: JSON] = [
            "channel": .string(channel), "phone": .string(phone), "text": .string(example.text),
        ]
        // Forms ask for the place; people who write an SMS mostly forget it.
        let isForm = channel == "web" || channel == "desk"
        if let place, isForm, draw.chance(0.9) { data["place"] = .string(place.nameFr) }
        if isForm { data["name"] = .string("Famille \(index + 1) (exemple)") }
        let trade = catalogue.trades.first { $0.id.text == example.trade }
        return Planned(
            envelope: InputEnvelope(
                way: .requests, source: "channel/\(channel)", id: "\(run)-\(example.id)-\(index)",
                type: "request.submitted", data: .object(data)),
            facts: Habits.Facts(trade: trade?.nameFr ?? "plombier", place: spelling))
    }
}
