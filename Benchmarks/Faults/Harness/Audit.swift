import AMQP
import Foundation
import LedgerStage
import Model
import Operator
import StatefulStageKit

/// What is always true (contract §5), held against the driver's books, the ledgers, the stores and
/// the messages that people got. To be taken at rest.
struct Audit {
    let town: Town
    /// Dead letters that the scenario itself makes.
    var deadLetters = 0
    /// How a stage may have ended by itself: 137 is `kill -9`.
    var statuses: Set<Int32> = [137]

    /// - Returns: one sentence for each breach; empty: all is well
    func breaches() async throws -> [String] {
        var found = try await account()
        found += try town.ledger.breaches()
        found += try chains() + stores() + texts() + dead()
        for loss in await town.system.supervisor.losses where !statuses.contains(loss.status) {
            found.append("\(loss.stage) ended by itself with \(loss.status)")
        }
        return found
    }

    private func account() async throws -> [String] {
        let books = town.books.figures
        let place = try PlaceOptions.parse(["--data", town.data])
        let sheet = try await AccountSheet.take(
            place, management: try ManagementClient(url: town.system.run.managementURL),
            published: books.confirmed)
        var found = sheet.problems
        for id in (sheet.published?.unknown ?? []).prefix(3) {
            found.append("\(id) was confirmed and is unknown")
        }
        for (id, word) in books.returned.prefix(3) { found.append("\(id) was returned: \(word)") }
        return found
    }

    private func chains() throws -> [String] {
        try ["31", "00"].compactMap { chamber in
            let report = try LedgerVerifier.verify(
                path: "\(town.data)/ledger-\(chamber).sqlite")
            return report.isWhole ? nil : "ledger \(chamber): \(report)"
        }
    }

    private func stores() throws -> [String] {
        try Town.stores.flatMap { name -> [String] in
            let store = try StoreInspection(path: "\(town.data)/\(name).sqlite")
            var found = store.damage.prefix(3).map { "\(name): \($0)" }
            if store.waiting > 0 { found.append("\(name): \(store.waiting) rows wait") }
            if store.buried > 0 { found.append("\(name): \(store.buried) buried letters") }
            return found
        }
    }

    /// Nobody is texted twice for one thing; what was said to be sent lies in the outbox, and
    /// nothing lies there that was not at least called uncertain.
    private func texts() throws -> [String] {
        let repeated = try town.ledger.repeatedNotifications()
        var found = repeated > 0 ? ["\(repeated) notifications repeated"] : []
        let files = try Letterbox(folder: "\(town.data)/outbox/31")
        found += files.repetitions
        let unsaid = files.ids.subtracting(try town.ledger.sentNotifications(uncertain: true))
        let unsent = try town.ledger.sentNotifications(uncertain: false).subtracting(files.ids)
        if !unsaid.isEmpty { found.append("\(unsaid.count) texts that the ledger does not know") }
        if !unsent.isEmpty { found.append("\(unsent.count) texts said to be sent are not there") }
        return found
    }

    private func dead() throws -> [String] {
        let rows = try ["31", "00"].flatMap { chamber in
            try LedgerReader(path: "\(town.data)/ledger-\(chamber).sqlite")
                .rows(of: .deadLetters, limit: 10_000).records
        }
        guard rows.count != deadLetters else { return [] }
        let first = rows.first.map { row in
            ["stage", "reason", "error"].map { row[$0]?.string ?? "" }.joined(separator: ", ")
        }
        return ["\(rows.count) dead letters, \(deadLetters) expected: \(first ?? "")"]
    }
}

extension LedgerTable {
    /// The rows by column name.
    var records: [[String: JSON]] {
        rows.map { Dictionary(zip(columns, $0), uniquingKeysWith: { first, _ in first }) }
    }
}
