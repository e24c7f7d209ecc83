import AMQP
import Bootstrap
import LedgerStage
import Model
import PipelineSpec
import StatefulStageKit

extension AccountSheet {
    /// Reads the outboxes first, then the queues, then stores and ledgers: what moved on in between
    /// has its end written.
    /// - Parameters:
    ///   - management: `nil`: nothing runs, the queues are taken as empty
    ///   - published: ids that a channel saw confirmed
    /// - Throws: `BrokerError`, `LedgerFileError`, `StageDatabaseError`
    package static func take(
        _ place: PlaceOptions, management: ManagementClient?, published: Set<EventID>? = nil
    ) async throws -> AccountSheet {
        let codes = place.chambersWithLedger()
        guard !codes.isEmpty else {
            throw Failure(
                .configuration, "no ledger in \(place.data); maalem chamber create makes one")
        }
        // Chamber 00 is there where the installation is whole; its absence hides nothing readable.
        let unreadable = try? place.ledger(.unreadable)
        let topology = try Pipelines.load(directory: place.pipelines)
        let all = codes + (unreadable == nil ? [] : [.unreadable])
        let outboxes = try waiting(in: place, all, topology)
        var queued: [String: Int] = [:]
        for queue in try await management?.queues() ?? [] {
            queued[queue.name] = (queue.messagesReady ?? 0) + (queue.messagesUnacknowledged ?? 0)
        }
        var ledgers: [ChamberCode: LedgerReader] = [:]
        for code in codes { ledgers[code] = try place.ledger(code) }
        let account = try LedgerAccount(chambers: ledgers, unreadable: unreadable)
        if let unreadable { ledgers[.unreadable] = unreadable }
        var sheet = AccountSheet(
            inputs: account.byChamber, stages: try stages(place, ledgers, topology),
            queued: queued, outboxes: outboxes,
            published: try published.map {
                try Published($0, in: ledgers.sorted { $1.key < $0.key }.map(\.value))
            })
        for ledger in ledgers.values {
            sheet.duplicates += try ledger.duplicates()
            sheet.conflicts += try ledger.conflicts()
        }
        return sheet
    }

    /// The stages with a store of their own besides the ledger.
    private static let storing: [Stage] = [.matcher, .notifier]

    private static func store(
        _ place: PlaceOptions, _ stage: Stage, _ code: ChamberCode
    ) -> String {
        "\(place.data)/\(stage.rawValue)-\(code).sqlite"
    }

    private static func stages(
        _ place: PlaceOptions, _ ledgers: [ChamberCode: LedgerReader], _ topology: Topology
    ) throws -> [String: [ChamberCode: StageCount]] {
        var counts: [String: [ChamberCode: StageCount]] = [:]
        for (code, ledger) in ledgers {
            let stores = code == .unreadable ? [] : storing
            counts[Stage.ledger.rawValue, default: [:]][code] = try ledger.ledgerCount(
                stores: stores.map { store(place, $0, code) })
            for stage in stores {
                counts[stage.rawValue, default: [:]][code] = try ledger.stageCount(
                    stage.rawValue, types: types(boundTo: stage, topology),
                    store: store(place, stage, code))
            }
            let classified = try ledger.classifierCount()
            // Nothing of chamber 00 is for the classifier, save what it could not read.
            if code != .unreadable || classified.known > 0 {
                counts[Stage.classifier.rawValue, default: [:]][code] = classified
            }
        }
        return counts
    }

    /// The short types bound to a stage's queue.
    private static func types(boundTo stage: Stage, _ topology: Topology) -> [String] {
        let patterns = topology.families(of: .stage(stage)).flatMap(\.bindings)
        return topology.events
            .filter { event in
                patterns.contains {
                    $0.exchange == event.exchange && $0.pattern.matches(event.name)
                }
            }
            .map(\.name)
    }

    /// What waits in outboxes, for each queue that will get it.
    private static func waiting(
        in place: PlaceOptions, _ codes: [ChamberCode], _ topology: Topology
    ) throws -> [String: Int] {
        let bindings = topology.declarations(chambers: codes.map(\.text)).bindings
        var counts: [String: Int] = [:]
        for code in codes {
            let stages = code == .unreadable ? [.ledger] : storing + [.ledger]
            for stage in stages {
                for row in try OutboxFile.waiting(store(place, stage, code)) {
                    let queues = bindings.filter {
                        $0.exchange == row.exchange
                            && RoutingPattern($0.routingKey).matches(row.routingKey)
                    }
                    for queue in Set(queues.map(\.queue)) { counts[queue, default: 0] += row.count }
                }
            }
        }
        return counts
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
