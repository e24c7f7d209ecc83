import AMQP
import Model

/// Everything that `maalem status` knows at one moment. What nobody tells is `nil`, never a guess.
struct StatusReport: Sendable {
    /// One queue at the broker.
    struct Queue: Sendable {
        var name: String
        var ready: Int?
        var unacked: Int?
        var consumers: Int?
        /// Messages a second.
        var rateIn: Double?
        var rateOut: Double?
        /// Seconds since the oldest message was said; `nil`: not known.
        var oldest: Double?
        /// How full it is, 0…1, by its bound in bytes or messages.
        var fill: Double?
        /// Nobody is meant to read it at once: refused inputs, feedback.
        var isKept = false

        /// Nothing to see.
        var isQuiet: Bool {
            (ready ?? 1) == 0 && (unacked ?? 1) == 0 && (rateIn ?? 0) == 0
                && (isKept || (consumers ?? 0) > 0)
        }
    }

    var at: Instant
    var data: String
    var stages: [StageState] = []
    var queues: [Queue] = []
    /// Why the broker does not answer; `nil`: it does.
    var brokerTrouble: String?
    /// Alarms of the broker's nodes; `nil`: not known to this account.
    var alarms: [String]?
    /// Of all chambers; `nil`: not known.
    var casesOpen: Int?
    var casesOverdue: Int?
    var deadLetters: Int?
    var ledgerEntries: Int?
    /// The chambers that have a ledger here.
    var chambers: [ChamberCode] = []

    var outboxRows: Int? { Self.sum(stages.map(\.outboxRows)) }
    var blocked: [String] {
        stages.filter { $0.reasons.contains { $0.hasPrefix("broker: blocked") } }.map(\.name)
    }

    static func sum(_ values: [Int?]) -> Int? {
        let known = values.compactMap { $0 }
        return known.isEmpty ? nil : known.reduce(0, +)
    }

    /// A level that one stage or several show.
    func level(_ name: String) -> Int? { Self.sum(stages.map { $0.levels[name] }) }
}

extension StatusReport.Queue {
    init(_ queue: ManagedQueue, isKept: Bool, lag: Double?) {
        self.init(name: queue.name)
        ready = queue.messagesReady
        unacked = queue.messagesUnacknowledged
        consumers = queue.consumers
        // Where messages are counted and no rate is told, none ever came.
        let none: Double? = ready == nil ? nil : 0
        rateIn = queue.messageStats?.publishDetails?.rate ?? none
        rateOut = queue.messageStats?.ackDetails?.rate ?? none
        self.isKept = isKept
        // An empty queue has no oldest message, whoever reads it.
        oldest = lag
        let policy = queue.effectivePolicyDefinition
        let bytes = Self.share(queue.messageBytes, of: policy?["max-length-bytes"]?.integer)
        let count = Self.share(ready, of: policy?["max-length"]?.integer)
        fill = [bytes, count].compactMap { $0 }.max()
    }

    var isEmpty: Bool { ready == 0 && unacked == 0 }

    private static func share(_ value: Int?, of limit: Int64?) -> Double? {
        guard let value, let limit, limit > 0 else { return nil }
        return Double(value) / Double(limit)
    }
}
