import ArgumentParser
import Bootstrap
import ClassifierStage
import Configuration
import Foundation
import LedgerStage
import Model

/// `maalem triage retrain`
struct TriageRetrain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrain",
        abstract: "Learns from operators' corrections, and keeps the better model.",
        discussion: """
            Corrections (request.reclassify) are read from the ledger, which needs the vault's \
            file; personal data stay there. The new model replaces the old one only if it is at \
            least as good on CONFIG/triage/heldout.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Flag(help: "Replace the model even by a worse one.") var force = false
    @OptionGroup var tuning: TriageTuning

    func run() throws {
        let configuration = try place.configuration()
        let gazetteer = Gazetteer(try configuration.chamber(scope.chamber))
        try collect(configuration)
        let examples = try place.examples([])
        let heldOut = try ExampleFiles.load(directory: place.config + "/triage/heldout")
        let old = try LearnedModel.load(configDirectory: place.config)
        let new = try ModelBuilder(
            configuration.catalogue, try Concepts.load(configDirectory: place.config),
            gazetteer: gazetteer, settings: tuning.settings
        ).build(examples) { Console.note($0) }
        func right(_ model: LearnedModel?) throws -> Double {
            let triager = try Triager(configuration.catalogue, learned: model)
            return Scoreboard(heldOut, triager, gazetteer).all.value
        }
        let (before, after) = (try right(old), try right(new))
        let name = old?.version ?? "keywords"
        Console.out("\(name): \(Self.percent(before)) right of \(heldOut.count) held out")
        Console.out("\(new.version): \(Self.percent(after))")
        guard after >= before || force else {
            throw Failure(.data, "the new model is worse and was not kept (--force keeps it)")
        }
        let path = LearnedModel.path(in: place.config)
        try writeFile(path, try new.bytes())
        Console.out("\(path) is the new one; stages read it when they start")
    }

    /// Writes the corrections of the ledger to `corrections.jsonl`; without a ledger those that are
    /// there already stay.
    private func collect(_ configuration: Configuration) throws {
        guard place.chambersWithLedger().contains(scope.chamber) else {
            return Console.note("no ledger in \(place.data): no new corrections")
        }
        let corrections = try Corrections(
            try place.ledger(scope.chamber, opening: true), configuration.catalogue
        ).examples()
        let path = place.config + "/triage/examples/corrections.jsonl"
        let known =
            FileManager.default.fileExists(atPath: path) ? try ExampleFiles.load(path: path) : []
        let ids = Set(corrections.map(\.id))
        let all = known.filter { !ids.contains($0.id) } + corrections
        guard !all.isEmpty else { return }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = try all.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        try writeFile(path, lines.joined(separator: "\n") + "\n")
        Console.note("\(corrections.count) corrections in the ledger, \(all.count) in \(path)")
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return "\(tenths / 10).\(tenths % 10) %"
    }
}

/// Operators' corrections of a chamber's ledger, as examples without personal data.
struct Corrections {
    private let ledger: LedgerReader
    private let catalogue: Catalogue

    init(_ ledger: LedgerReader, _ catalogue: Catalogue) {
        self.ledger = ledger
        self.catalogue = catalogue
    }

    /// One for each request that was reclassified with a trade; the last word holds.
    /// - Throws: `SealError`, `JSONError`, `DatabaseError`
    func examples() throws -> [Example] {
        let overrides = LedgerRows(try ledger.rows(of: .overrides, limit: 100_000))
        var seen: Set<String> = []
        var examples: [Example] = []
        for row in overrides.rows
        where overrides.cell(row, "command").string == CommandType.requestReclassify {
            guard let request = overrides.cell(row, "subject").string,
                seen.insert(request).inserted, let example = try example(request)
            else { continue }
            examples.append(example)
        }
        return examples
    }

    private func example(_ request: String) throws -> Example? {
        let entries = try ledger.entries(subject: request)
        guard let accepted = entries.first(where: { $0.type == RequestAccepted.type }),
            let personal = try ledger.personal(of: accepted), let text = personal["text"]?.string,
            let verdict = entries.last(where: { $0.type == CommandType.requestReclassify })
        else { return nil }
        let said = try JSONReader.read(verdict.payload)["data"]
        guard let trade = said?["trade"]?.string.flatMap(TradeID.init),
            catalogue.trade(trade) != nil
        else { return nil }
        let triage =
            try entries.first { $0.type == RequestClassified.type }
            .map { try JSONReader.read($0.payload)["data"] } ?? nil
        let names = ["name", "address", "siteContact", "place"].compactMap {
            personal[$0]?.string
        }
        return Example(
            id: "correction-\(request)", text: Redaction.text(text, without: names),
            lang: triage?["variety"]?.string ?? LanguageVariety.mixed.rawValue,
            trade: trade.text,
            urgency: said?["urgency"]?.string ?? triage?["urgency"]?.string
                ?? Urgency.week.rawValue,
            quartier: said?["quartier"]?.string ?? triage?["quartier"]?["quartier"]?.string,
            provenance: "\(verdict.type) \(verdict.eventID.prefix(16))")
    }
}
