import AMQP
import LedgerStage
import Model
import PipelineSpec

extension AccountSheet {
    /// Reads the queues first and the ledgers after: what moved on in between has its end written.
    /// - Parameters:
    ///   - management: `nil`: nothing runs, the queues are taken as empty
    ///   - published: ids that a channel saw confirmed
    /// - Throws: `BrokerError`, `LedgerFileError`
    static func take(
        _ place: PlaceOptions, management: ManagementClient?, published: Set<EventID>? = nil
    ) async throws -> AccountSheet {
        var queued: [String: Int] = [:]
        for queue in try await management?.queues() ?? [] {
            queued[queue.name] = (queue.messagesReady ?? 0) + (queue.messagesUnacknowledged ?? 0)
        }
        let codes = place.chambersWithLedger()
        guard !codes.isEmpty else {
            throw CommandFault(
                .configuration, "no ledger in \(place.data); maalem chamber create makes one")
        }
        let ledgers = try codes.map { try place.ledger($0) }
        // Chamber 00 is there where the installation is whole; its absence hides nothing readable.
        let unreadable = try? place.ledger(.unreadable)
        let account = try LedgerAccount(chambers: ledgers, unreadable: unreadable)
        let types = try matcherTypes(place)
        let stages = [
            "classifier": try sum(ledgers.map { try $0.classifierCount() }),
            "matcher": try sum(ledgers.map { try $0.matcherCount(types: types) }),
        ]
        return AccountSheet(
            inputs: account.inputs, stages: stages, queued: queued,
            published: try published.map {
                try Published($0, in: ledgers + (unreadable.map { [$0] } ?? []))
            })
    }

    /// The short types bound to the matcher's queue.
    private static func matcherTypes(_ place: PlaceOptions) throws -> [String] {
        let topology = try Pipelines.load(directory: place.pipelines)
        let patterns = topology.families(of: .stage(.matcher)).flatMap(\.bindings)
        return topology.events
            .filter { event in
                patterns.contains {
                    $0.exchange == event.exchange && $0.pattern.matches(event.name)
                }
            }
            .map(\.name)
    }

    private static func sum(_ counts: [StageCount]) -> StageCount {
        counts.dropFirst().reduce(into: counts[0]) { sum, count in
            sum.known += count.known
            sum.settled += count.settled
            sum.dead += count.dead
        }
    }
}

extension AccountSheet.Published {
    /// Looks every id up. - Throws: what reading a ledger throws
    init(_ ids: Set<EventID>, in ledgers: [LedgerReader]) throws {
        self.init(confirmed: ids.count, settled: 0, rejected: 0, dead: 0, unknown: [])
        for id in ids.sorted(by: { $0.hex < $1.hex }) {
            var outcome: InputOutcome?
            for ledger in ledgers where outcome == nil { outcome = try ledger.outcome(ofInput: id) }
            switch outcome {
            case .settled: settled += 1
            case .rejected: rejected += 1
            case .dead: dead += 1
            case nil: unknown.append(id)
            }
        }
    }

    /// Reads a channel's file: one input a line, as 64 hexadecimal digits or as source, white
    /// space, id; empty lines do not count.
    /// - Throws: `DataFault`
    static func read(_ text: String, file: String) throws -> Set<EventID> {
        var ids: Set<EventID> = []
        var problems: [LineProblem] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, raw) in lines.enumerated() {
            let line = raw.trimmingWhiteSpace
            if line.isEmpty { continue }
            let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
            if words.count == 2 {
                ids.insert(EventID(source: words[0], id: words[1].trimmingWhiteSpace))
            } else if let id = EventID(hex: line) {
                ids.insert(id)
            } else {
                let reason = "neither 64 hexadecimal digits nor source and id"
                problems.append(LineProblem(line: index + 1, column: 1, reason: reason))
            }
        }
        if !problems.isEmpty { throw DataFault(file: file, problems: problems) }
        return ids
    }
}
