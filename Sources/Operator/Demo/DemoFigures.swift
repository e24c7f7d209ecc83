import LedgerStage
import Model

/// What happened to the people of one run, read from the ledger's views.
package struct DemoFigures {
    private(set) var states: [String: Int] = [:]
    private(set) var secondsToAssign: [Double] = []
    private(set) var offers: [Int] = []
    private(set) var cases: [String: Int] = [:]
    /// Requests that neither ended nor have a case: somebody still waits for a clock.
    package private(set) var waiting = 0

    /// - Parameter requests: the ids of this run's requests
    package init(ledger: LedgerReader, requests: Set<String>) throws {
        var subjects: Set<String> = []
        let requestOfOffer = try Self.requestOfOffer(ledger)
        for row in try ledger.rows(of: .cases, limit: Int(Int32.max)).named {
            guard let about = row["subject"]?.string, let kind = row["kind"]?.string else {
                continue
            }
            // A case may be about an offer: a landline to be called.
            let request = requestOfOffer[about] ?? about
            guard requests.contains(request) else { continue }
            cases[kind, default: 0] += 1
            subjects.insert(request)
        }
        var seen: Set<String> = []
        for row in try ledger.rows(of: .requests, limit: Int(Int32.max)).named {
            guard let id = row["id"]?.string, requests.contains(id) else { continue }
            seen.insert(id)
            let state = row["state"]?.string ?? "accepted"
            states[state, default: 0] += 1
            if let seconds = row["seconds_to_assign"]?.double { secondsToAssign.append(seconds) }
            if let made = row["offers"]?.integer, made > 0 { offers.append(Int(made)) }
            if !Self.final.contains(state), !subjects.contains(id) { waiting += 1 }
        }
        waiting += requests.subtracting(seen).count
        secondsToAssign.sort()
    }

    private static func requestOfOffer(_ ledger: LedgerReader) throws -> [String: String] {
        let offers = try ledger.rows(of: .offers, limit: Int(Int32.max)).named
        return Dictionary(
            offers.compactMap { offer in
                offer["id"]?.string.flatMap { id in
                    offer["request_id"]?.string.map { (id, $0) }
                }
            }, uniquingKeysWith: { first, _ in first })
    }

    private static let final: Set = [
        "assigned", "done", "unfilled", "cancelled", "joined", "not-a-request",
    ]

    /// The value below which a share of the sorted ones lies (nearest rank).
    static func percentile(_ share: Double, of sorted: [Double]) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let rank = Int((share * Double(sorted.count)).rounded(.up))
        return sorted[max(0, min(sorted.count, rank) - 1)]
    }

    /// One line of progress: `assigned 210 · offered 31 · unfilled 12`.
    var line: String {
        states.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: " · ")
    }
}

extension LedgerTable {
    /// The rows by column name.
    var named: [[String: JSON]] {
        rows.map { row in
            Dictionary(zip(columns, row), uniquingKeysWith: { first, _ in first })
        }
    }
}
