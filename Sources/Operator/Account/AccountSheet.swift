import LedgerStage
import Model

/// What contract §5 promises, in figures: known = settled + rejected + dead, and while the system
/// runs, + queued. Ledgers and queues are read one after the other, so while it runs what is in
/// flight between them may be counted on either side; at rest every figure is exact.
struct AccountSheet: Sendable {
    /// One exchange or one stage.
    struct Row: Hashable, Sendable {
        var name: String
        /// Distinct messages that it was given, as far as anything tells.
        var known: Int
        var settled: Int
        var rejected: Int
        var dead: Int
        /// Waiting in its queue, or handed out and not acknowledged.
        var queued: Int

        /// Known, and neither ended nor waiting in its queue. Negative: counted on both sides.
        var open: Int { known - settled - rejected - dead - queued }
    }

    /// What a channel itself confirms: ids that the broker confirmed and did not return.
    struct Published: Hashable, Sendable {
        var confirmed: Int
        var settled: Int
        var rejected: Int
        var dead: Int
        /// Those of which no ledger knows anything.
        var unknown: [EventID]
    }

    var rows: [Row]
    var published: Published?
    /// Messages that intake has not answered or the ledger has not written yet.
    var inFlight: Int

    /// - Parameters:
    ///   - inputs: by exchange, out of the ledgers
    ///   - stages: by stage, out of the ledgers
    ///   - queued: messages of each queue, ready and unacknowledged; empty: the broker is at rest
    init(
        inputs: [String: InputCount], stages: [String: StageCount], queued: [String: Int],
        published: Published? = nil
    ) {
        func depth(_ name: String) -> Int {
            queued.filter { $0.key == name || $0.key.hasPrefix(name + ".") }.values.reduce(0, +)
        }
        let waiting = ["maalem.in": "intake.requests", "maalem.commands": "intake.commands"]
        rows = waiting.keys.sorted(by: >).map { exchange in
            let count = inputs[exchange] ?? InputCount()
            let inQueue = depth(waiting[exchange] ?? "")
            return Row(
                name: exchange, known: count.known + inQueue, settled: count.settled,
                rejected: count.rejected, dead: count.dead, queued: inQueue)
        }
        rows += stages.sorted { $0.key < $1.key }.map { stage, count in
            Row(
                name: stage, known: count.known, settled: count.settled, rejected: 0,
                dead: count.dead, queued: depth(stage))
        }
        self.published = published
        inFlight = ["intake.requests", "intake.commands", "ledger", "dead"].map(depth).reduce(0, +)
    }

    /// Everything that is known has an end or waits somewhere.
    var balances: Bool { problems.isEmpty }

    /// One sentence for each thing that does not balance.
    var problems: [String] {
        var problems = rows.filter { $0.open > inFlight }.map {
            "\($0.name): \($0.open) messages have neither an end nor a place in a queue"
        }
        if let published, published.unknown.count > inFlight {
            problems.append(
                "\(published.unknown.count) confirmed inputs are unknown, \(inFlight) in flight")
        }
        return problems
    }

    var table: Table {
        var table = Table(
            [.init("who")]
                + ["known", "settled", "rejected", "dead", "queued", "open"].map {
                    .init($0, isNumber: true)
                })
        for row in rows {
            // What a broker's figures lag behind is no fault; JSON tells it as it is.
            table.add(
                [.string(row.name)]
                    + [
                        row.known, row.settled, row.rejected, row.dead, row.queued,
                        max(0, row.open),
                    ]
                    .map { JSON($0) })
        }
        return table
    }

    var json: JSON {
        var members: [String: JSON] = [
            "rows": .array(rows.map(\.json)), "inFlight": JSON(inFlight),
            "balances": .bool(balances), "problems": .array(problems.map { .string($0) }),
        ]
        if let published {
            members["published"] = [
                "confirmed": JSON(published.confirmed), "settled": JSON(published.settled),
                "rejected": JSON(published.rejected), "dead": JSON(published.dead),
                "unknown": .array(published.unknown.map { .string($0.hex) }),
            ]
        }
        return .object(members)
    }
}

extension AccountSheet.Row {
    fileprivate var json: JSON {
        [
            "who": .string(name), "known": JSON(known), "settled": JSON(settled),
            "rejected": JSON(rejected), "dead": JSON(dead), "queued": JSON(queued),
            "open": JSON(open),
        ]
    }
}
