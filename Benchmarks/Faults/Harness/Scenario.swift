import Foundation
import Model
import Operator

/// One kind of fault and what it does to a running system.
protocol Scenario: Sendable {
    /// What `--only` names.
    var name: String { get }
    /// Whether the short run, which is part of `make test`, has it.
    var isShort: Bool { get }
    /// Requests that are thought of before any is sent; after the last the first comes again, under
    /// the same id.
    var planned: Int { get }
    /// Injects the fault under load, lets things come to rest, and looks.
    func run(_ context: Context) async throws -> Outcome
}

extension Scenario {
    var isShort: Bool { false }
    var planned: Int { 4000 }
}

/// What a scenario is given.
struct Context: Sendable {
    let seed: UInt64
    /// A folder of its own.
    let folder: String
    /// Where the stages' programs lie; `nil`: beside this one.
    let programs: String?
    /// How much: 1 is what the issue asks for; the short run takes a small part.
    let scale: Double
    /// Requests that are thought of before any is sent.
    let planned: Int

    /// A figure of the issue, scaled, at least `least`.
    func count(_ full: Int, least: Int = 1) -> Int {
        max(least, Int((Double(full) * scale).rounded()))
    }

    /// Draws that depend on the seed and the scenario only.
    func draw() -> SeededGenerator { SeededGenerator(seed: seed ^ fingerprint(folder.lastPart)) }
}

/// What came of a scenario.
struct Outcome: Sendable {
    /// What was injected, in figures.
    let injected: String
    /// What was sent and seen.
    let figures: String
    let breaches: [String]
}

extension Outcome {
    /// Lets a town come to rest, looks at everything, and stops it.
    static func of(
        _ town: Town, injected: String, deadLetters: Int = 0, statuses: Set<Int32> = [137],
        more: [String] = []
    ) async throws -> Outcome {
        // A town that does not come to rest is looked at all the same.
        var more = more
        do { try await town.rest() } catch let fault as Fault { more.append("\(fault)") }
        let audit = Audit(town: town, deadLetters: deadLetters, statuses: statuses)
        let breaches = try await audit.breaches()
        let books = town.books.figures
        let types = try town.ledger.entriesByType()
        let figures =
            "\(books.confirmed.count) inputs (\(books.copies) copies, \(books.unknown) unknown), "
            + "\(books.requests.count) requests, \(types["offer.made"] ?? 0) offers, "
            + "\(types["request.assigned"] ?? 0) assigned, "
            + "\(types["notification.sent"] ?? 0) texts"
        return Outcome(
            injected: injected, figures: figures,
            breaches: more + breaches + (try await town.close()))
    }
}

extension Town {
    /// Opens a town, runs the body and ends the town even where the body fails.
    static func with(
        _ context: Context, shape: InstallationShape = InstallationShape(longestPause: .zero),
        artisans: Int = 250, prepare: (String) throws -> Void = { _ in },
        _ body: (Town) async throws -> Outcome
    ) async throws -> Outcome {
        let town = try await open(context, shape: shape, artisans: artisans, prepare: prepare)
        do {
            return try await body(town)
        } catch {
            _ = try? await town.close()
            throw error
        }
    }
}

extension String {
    /// The last part of a path.
    var lastPart: String { split(separator: "/").last.map(String.init) ?? self }
}
