import YAML

/// A pipeline file as written.
struct PipelineFile: Decodable, Sendable {
    let pipeline: Located<String>
    let channels: YAMLMap<ChannelName, ChannelEntry>?
    let exchanges: YAMLMap<String, ExchangeEntry>?
    /// By exchange, by short type.
    let events: YAMLMap<String, YAMLMap<String, EventEntry>>?
    let queues: YAMLMap<String, QueueEntry>?
    /// More bindings of queues that any file declares.
    let binds: YAMLMap<String, Binds>?

    /// Patterns by exchange.
    typealias Binds = YAMLMap<String, [Located<String>]>
}

struct ChannelEntry: Decodable, Sendable {
    /// The channel hears what became of its inputs, in a queue of its own.
    let feedback: Located<Bool>?
}

struct ExchangeEntry: Decodable, Sendable {
    let from: Located<Speakers>
    let key: Located<Exchange.Key>?
    let partition: Located<ExchangePartition>?
    let unrouted: Located<String>?
}

enum ExchangePartition: String, Decodable, Sendable, CaseIterable {
    case none, chamber
}

struct EventEntry: Decodable, Sendable {
    let by: Located<Speakers>
}

struct QueueEntry: Decodable, Sendable {
    let stage: Located<Stage>?
    /// A queue that no stage reads is kept for somebody.
    let keptFor: Located<Keeper>?
    let partition: Located<QueueFamily.Partition>?
    let singleActiveConsumer: Located<Bool>?
    let binds: PipelineFile.Binds?
    /// Bindings of one chamber besides: by chamber code.
    let alsoBinds: YAMLMap<String, PipelineFile.Binds>?
    let prefetch: Located<Int>?
    let batch: Located<Int>?
    let maxBody: Located<ByteSize>?
    let maxHeaders: Located<ByteSize>?
    let rejected: Located<String>?
    let policy: Located<PolicyEntry>

    enum CodingKeys: String, CodingKey {
        case stage, partition, binds, prefetch, batch, rejected, policy
        case keptFor = "kept-for"
        case singleActiveConsumer = "single-active-consumer"
        case alsoBinds = "also-binds"
        case maxBody = "max-body"
        case maxHeaders = "max-headers"
    }
}

enum Keeper: String, Decodable, Sendable, CaseIterable {
    case operators, channels
}

struct PolicyEntry: Decodable, Sendable {
    let deliveryLimit: Located<DeliveryLimit>
    let maxMessages: Located<Int>?
    let maxBytes: Located<ByteSize>?
    let overflow: Located<QueuePolicy.Overflow>
    let timeToLive: Located<TimeSpan>?
    let deadLetter: Located<DeadLetterEntry>?

    enum CodingKeys: String, CodingKey {
        case overflow
        case deliveryLimit = "delivery-limit"
        case maxMessages = "max-messages"
        case maxBytes = "max-bytes"
        case timeToLive = "ttl"
        case deadLetter = "dead-letter"
    }
}

struct DeadLetterEntry: Decodable, Sendable {
    let exchange: Located<String>
    let key: Located<String>?
}

/// One word or a list of them: stages, `stages`, `channels`, `operators`, `broker`.
struct Speakers: Decodable, Hashable, Sendable, YAMLStandIn {
    let parties: Set<Party>

    static var standIn: Speakers? { Speakers(parties: []) }
    static let words =
        Stage.allCases.map(\.rawValue) + ["broker", "channels", "operators", "stages"]

    init(parties: Set<Party>) { self.parties = parties }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let words: [Located<String>]
        if let word = try? container.decode(Located<String>.self) {
            words = [word]
        } else {
            words = try container.decode([Located<String>].self)
        }
        var parties: Set<Party> = []
        var errors: [Diagnostic] = []
        for word in words {
            if let found = Self.parties(word.value) {
                parties.formUnion(found)
            } else {
                let hint = Nearest.hint(for: word.value, among: Self.words)
                errors.append(word.error("nobody is called '\(word.value)'", hint: hint))
            }
        }
        guard errors.isEmpty else { throw YAMLErrors(errors) }
        self.parties = parties
    }

    private static func parties(_ word: String) -> [Party]? {
        switch word {
        case "channels": [.channels]
        case "operators": [.operators]
        case "stages": Stage.allCases.map(Party.stage)
        case "broker": []
        default: Stage(rawValue: word).map { [.stage($0)] }
        }
    }
}
