import LedgerStage
import Model

/// What contract §5 promises, in figures: known = settled + rejected + dead, and while the system
/// runs, + queued. Stores, ledgers and queues are read one after the other, so while it runs what
/// is in flight between them may be counted on either side; at rest every figure is exact.
package struct AccountSheet: Sendable {
    /// One exchange or one stage, of one chamber or of all.
    struct Row: Hashable, Sendable {
        var name: String
        /// `nil`: of all chambers.
        var chamber: ChamberCode?
        /// Distinct messages that it was given, as far as anything tells.
        var known: Int
        var settled: Int
        var rejected: Int
        var dead: Int
        /// Waiting in its queue or in an outbox on the way there, or handed out and not
        /// acknowledged. `nil`: the queue is one for all chambers.
        var queued: Int?

        /// Known, and neither ended nor waiting. Negative: counted on both sides.
        var open: Int { known - settled - rejected - dead - (queued ?? 0) }
    }

    /// What a channel itself confirms: ids that the broker confirmed and did not return.
    package struct Published: Hashable, Sendable {
        var confirmed: Int
        var settled: Int
        var rejected: Int
        var dead: Int
        /// Those of which no ledger knows anything.
        package var unknown: [EventID]
    }

    var rows: [Row]
    package var published: Published?
    /// Same id, same content, again.
    var duplicates: [Repeated] = []
    /// Same id, other content.
    var conflicts: [Repeated] = []
    /// Messages that intake has not answered or the ledger has not written yet.
    var inFlight: Int
    /// Messages in `dead.unreadable`: no ledger has them.
    var unreadable: Int

    /// - Parameters:
    ///   - inputs: by chamber and exchange, out of the ledgers
    ///   - stages: by stage and chamber, out of the ledgers and the stores
    ///   - queued: messages of each queue, ready and unacknowledged; empty: the broker is at rest
    ///   - outboxes: messages that wait in outboxes for each queue
    init(
        inputs: [ChamberCode: [String: InputCount]],
        stages: [String: [ChamberCode: StageCount]], queued: [String: Int],
        outboxes: [String: Int] = [:], published: Published? = nil
    ) {
        let depths = Depths(queued: queued, outboxes: outboxes)
        rows = Self.rows(of: inputs, depths) + Self.rows(of: stages, depths)
        self.published = published
        inFlight =
            depths.of("intake.requests") + depths.of("intake.commands")
            + depths.of("ledger") + depths.of("dead")
        unreadable = queued["dead.unreadable"] ?? 0
    }

    /// Everything that is known has an end or waits somewhere.
    var balances: Bool { problems.isEmpty }

    /// One sentence for each thing that does not balance.
    package var problems: [String] {
        var problems = rows.filter { $0.queued != nil && $0.open > inFlight }.map { row in
            "\(row.name)\(row.chamber.map { " \($0)" } ?? ""): \(row.open) messages have neither "
                + "an end nor a place in a queue"
        }
        if let published, published.unknown.count > inFlight {
            problems.append(
                "\(published.unknown.count) confirmed inputs are unknown, \(inFlight) in flight")
        }
        if unreadable > 0 {
            problems.append("\(unreadable) messages in dead.unreadable, in no ledger")
        }
        return problems
    }
}

/// How much waits, by queue.
private struct Depths {
    let queued: [String: Int]
    let outboxes: [String: Int]

    /// Of a queue, or of all queues of a family.
    func of(_ family: String, _ chamber: ChamberCode? = nil) -> Int {
        sum(queued, family, chamber) + outbox(family, chamber)
    }

    func outbox(_ family: String, _ chamber: ChamberCode? = nil) -> Int {
        sum(outboxes, family, chamber)
    }

    private func sum(_ counts: [String: Int], _ family: String, _ chamber: ChamberCode?) -> Int {
        if let chamber { return counts["\(family).\(chamber)"] ?? 0 }
        return counts.filter { name, _ in
            guard name.hasPrefix(family) else { return false }
            let rest = name.dropFirst(family.count)
            return rest.isEmpty || ChamberCode(String(rest.dropFirst())) != nil
        }.values.reduce(0, +)
    }
}

extension AccountSheet {
    private static let waiting = [
        ("maalem.in", "intake.requests"), ("maalem.commands", "intake.commands"),
    ]

    /// Inputs: both exchanges, each chamber's part where there are several, and their sum, which
    /// is intake's own account.
    private static func rows(
        of inputs: [ChamberCode: [String: InputCount]], _ depths: Depths
    ) -> [Row] {
        func row(_ name: String, _ chamber: ChamberCode?, _ count: InputCount, _ queued: Int?)
            -> Row
        {
            Row(
                name: name, chamber: chamber, known: count.known + (queued ?? 0),
                settled: count.settled, rejected: count.rejected, dead: count.dead,
                queued: queued)
        }
        var rows: [Row] = []
        var whole = InputCount()
        var all = 0
        for (exchange, queue) in waiting {
            let parts = inputs.compactMapValues { $0[exchange] }.filter { $0.value.known > 0 }
            let sum = parts.values.reduce(InputCount()) { $0 + $1 }
            rows.append(row(exchange, nil, sum, depths.of(queue)))
            if parts.count > 1 {
                rows += parts.sorted { $0.key < $1.key }
                    .map { row(exchange, $0.key, $0.value, nil) }
            }
            whole = whole + sum
            all += depths.of(queue)
        }
        return rows + [row("intake", nil, whole, all)]
    }

    /// A stage with a queue a chamber has a row a chamber.
    private static func rows(
        of stages: [String: [ChamberCode: StageCount]], _ depths: Depths
    ) -> [Row] {
        func row(_ name: String, _ chamber: ChamberCode?, _ count: StageCount, _ queued: Int?)
            -> Row
        {
            // What waits in an outbox is in no ledger yet.
            let unsaid = queued == nil ? 0 : depths.outbox(name, chamber)
            return Row(
                name: name, chamber: chamber, known: count.known + unsaid, settled: count.settled,
                rejected: 0, dead: count.dead, queued: queued)
        }
        let order = ["classifier", "matcher", "notifier", "ledger"]
        return order.flatMap { name -> [Row] in
            let parts = (stages[name] ?? [:]).sorted { $0.key < $1.key }
            guard name == "classifier" else {
                return parts.map { code, count in
                    let letters = name == "ledger" ? depths.of("dead", code) : 0
                    return row(name, code, count, depths.of(name, code) + letters)
                }
            }
            guard !parts.isEmpty else { return [] }
            let sum = parts.reduce(StageCount(known: 0, settled: 0, dead: 0)) { sum, part in
                StageCount(
                    known: sum.known + part.value.known, settled: sum.settled + part.value.settled,
                    dead: sum.dead + part.value.dead)
            }
            let each = parts.count > 1 ? parts.map { row(name, $0.key, $0.value, nil) } : []
            return [row(name, nil, sum, depths.of(name))] + each
        }
    }
}
