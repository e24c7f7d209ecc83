import GRDB
import Model

extension LedgerReader {
    /// Looks for what must never be (contract §5, laws 2, 3, 10) in what the ledger holds. Meant
    /// for a ledger at rest: what was said last may not have arrived yet while the system runs.
    /// The order of the entries proves nothing here, since a broker hands out again in any order;
    /// the matcher's own count of its inputs does.
    /// - Returns: one sentence for each breach; empty: none
    /// - Throws: `DatabaseError`
    public func breaches() throws -> [String] {
        try queue.read { database in
            var watch = LawWatch()
            let entries = try Row.fetchCursor(
                database,
                sql: """
                    SELECT event_id, cause_id, type, subject, payload FROM entry
                    WHERE type IN ('matcher.applied', 'offer.made', 'request.assigned',
                        'request.cancelled', 'job.done', 'job.missed', 'convention.activated',
                        'convention.expired', 'convention.suspended', 'convention.terminated')
                        AND event_id NOT IN
                            (SELECT cause_id FROM entry WHERE type = 'command.refused')
                    ORDER BY occurred_at, seq
                    """)
            while let row = try entries.next() {
                let payload = try JSONReader.read(row["payload"] as String)
                watch.see(
                    row["type"], id: row["event_id"], cause: row["cause_id"],
                    subject: row["subject"] ?? "", payload["data"] ?? .null)
            }
            return try watch.breaches() + Self.orphans(database)
        }
    }

    /// Looks for a stage whose clock stepped back: what it said came in with a time more than a
    /// minute before what had come in already. Within that the order of arrival proves nothing: a
    /// broker hands out again in any order. The ledger's own times may not run back at all.
    /// - Returns: one sentence for each stage; empty: none
    /// - Throws: `DatabaseError`
    public func backwardSteps() throws -> [String] {
        try queue.read { database in
            try Row.fetchAll(
                database,
                sql: """
                    WITH said AS (
                        SELECT seq, payload ->> '$.source' AS source, occurred_at AS at,
                            lag(occurred_at) OVER (
                                PARTITION BY payload ->> '$.source' ORDER BY seq) AS before
                        FROM entry WHERE payload ->> '$.source' LIKE 'stage/%'
                        UNION ALL
                        SELECT seq, 'the ledger''s own clock', recorded_at,
                            lag(recorded_at) OVER (ORDER BY seq)
                        FROM entry)
                    SELECT source, count(*), min(seq) FROM said
                    WHERE at < before AND (source NOT LIKE 'stage/%'
                        OR julianday(before) - julianday(at) > 1.0 / 1440)
                    GROUP BY source ORDER BY source
                    """
            ).map { row in
                "the time of \(row[0] as String) runs back \(row[1] as Int) times, first at entry "
                    + "\(row[2] as Int)"
            }
        }
    }

    /// Answers to something that nobody said.
    private static func orphans(_ database: Database) throws -> [String] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT type, count(*) FROM entry AS said
                WHERE (type LIKE 'notification.%' OR type = 'request.classified')
                    AND NOT EXISTS (SELECT 1 FROM entry WHERE event_id = said.cause_id)
                GROUP BY type ORDER BY type
                """
        ).map { "\($0[1] as Int) \($0[0] as String) answer an event that is not there" }
    }
}

/// Follows the matcher's own count of its inputs through the ledger.
private struct LawWatch {
    /// What the matcher said that it applied, a message a batch.
    private struct Batch {
        let last: Int64
        let now: String
        let ids: [String]
        var first: Int64 { last - Int64(ids.count) + 1 }
    }

    private var batches: [Batch] = []
    private var offers: [(id: String, artisan: String, position: Int64)] = []
    /// What changed an artisan's convention: by whom it was caused, and whether it holds since.
    private var conventions: [String: [(cause: String, holds: Bool)]] = [:]
    private var assigned: Set<String> = []
    private var found: [String] = []

    mutating func see(
        _ type: String, id: String, cause: String, subject: String, _ data: JSON
    ) {
        switch type {
        case "matcher.applied":
            guard let last = data["position"]?.integer, let ids = data["ids"]?.array else {
                return found.append("a matcher.applied without a position or ids")
            }
            let now = data["now"]?.string ?? ""
            batches.append(Batch(last: last, now: now, ids: ids.compactMap(\.string)))
        case "offer.made":
            offers.append(
                (
                    data["offerId"]?.string ?? id, data["registerNumber"]?.string ?? "",
                    data["receipt"]?["position"]?.integer ?? 0
                ))
        case "request.assigned":
            if !assigned.insert(subject).inserted {
                found.append("\(subject) is assigned twice at a time")
            }
        case "request.cancelled", "job.done", "job.missed": assigned.remove(subject)
        case "convention.activated": conventions[subject, default: []].append((cause, true))
        case "convention.expired": conventions[subject, default: []].append((cause, false))
        default: conventions[subject, default: []].append((id, false))
        }
    }

    /// What was seen, and what only the whole shows.
    func breaches() -> [String] {
        var positions: [String: Int64] = [:]
        var found = found
        var last = Batch(last: 0, now: "", ids: [])
        for batch in batches.sorted(by: { $0.last < $1.last }) {
            if batch.first != last.last + 1 {
                found.append("matcher.applied goes from \(last.last) to \(batch.first)")
            }
            if batch.now < last.now {
                found.append("the matcher's time runs back from \(last.now) to \(batch.now)")
            }
            last = batch
            for (index, id) in batch.ids.enumerated() where EventID(hex: id) != nil {
                if positions.updateValue(batch.first + Int64(index), forKey: id) != nil {
                    found.append("the matcher applied \(id) twice")
                }
            }
        }
        return found + strays(positions)
    }

    /// Offers beyond a convention, at the matcher's position.
    private func strays(_ positions: [String: Int64]) -> [String] {
        let histories = conventions.mapValues { changes in
            changes.compactMap { change in positions[change.cause].map { ($0, change.holds) } }
                .sorted { $0.0 < $1.0 }
        }
        return offers.filter { offer in
            histories[offer.artisan]?.last { $0.0 <= offer.position }?.1 != true
        }.map { "offer \($0.id) went to \($0.artisan) without a convention" }
    }
}
