import YAML

/// What all files say together, each part with its place. The first declaration of a name counts.
struct Merged: Sendable {
    struct BindingLine: Sendable {
        let queue: Located<String>
        let exchange: Located<String>
        let pattern: Located<String>
        /// Of one chamber alone.
        let chamber: Located<String>?
    }

    struct EventLine: Sendable {
        let name: Located<String>
        let exchange: Located<String>
        let entry: EventEntry
    }

    typealias Named<Entry> = (name: Located<String>, entry: Entry)

    private(set) var pipelines: [Located<String>] = []
    private(set) var channels: [(name: Located<ChannelName>, entry: ChannelEntry)] = []
    private(set) var exchanges: [Named<ExchangeEntry>] = []
    private(set) var events: [EventLine] = []
    private(set) var queues: [Named<QueueEntry>] = []
    private(set) var bindings: [BindingLine] = []
    /// Names that stand twice.
    private(set) var errors: [Diagnostic] = []

    init(_ files: [PipelineFile]) {
        for file in files {
            addName(file.pipeline)
            for entry in file.channels?.entries ?? [] {
                let first = channels.first { $0.name.value == entry.key.value }
                if let first {
                    errors.append(
                        entry.key.error(
                            "the channel '\(entry.key.value.rawValue)' is declared twice",
                            hint: "the first is at \(first.name.place)"))
                } else {
                    channels.append((entry.key, entry.value))
                }
            }
            for entry in file.exchanges?.entries ?? [] {
                if !twice(entry.key, "exchange", exchange(entry.key.value)?.name) {
                    exchanges.append((entry.key, entry.value))
                }
            }
            for exchange in file.events?.entries ?? [] {
                for event in exchange.value.entries {
                    add(event.key, exchange.key, event.value)
                }
            }
            for entry in file.queues?.entries ?? [] {
                guard !twice(entry.key, "queue", queue(entry.key.value)?.name) else { continue }
                queues.append((entry.key, entry.value))
                add(entry.value.binds, of: entry.key, chamber: nil)
                for chamber in entry.value.alsoBinds?.entries ?? [] {
                    add(chamber.value, of: entry.key, chamber: chamber.key)
                }
            }
            for entry in file.binds?.entries ?? [] { add(entry.value, of: entry.key, chamber: nil) }
        }
    }

    var channelsWithFeedback: [Located<ChannelName>] {
        channels.filter { $0.entry.feedback?.value == true }.map(\.name)
    }

    func exchange(_ name: String) -> Named<ExchangeEntry>? {
        exchanges.first { $0.name.value == name }
    }

    func queue(_ name: String) -> Named<QueueEntry>? { queues.first { $0.name.value == name } }

    func bindings(of queue: String) -> [BindingLine] {
        bindings.filter { $0.queue.value == queue }
    }

    private mutating func addName(_ name: Located<String>) {
        if twice(name, "pipeline", pipelines.first { $0.value == name.value }) { return }
        pipelines.append(name)
    }

    /// Records the repetition of a name.
    private mutating func twice(
        _ name: Located<String>, _ what: String, _ first: Located<String>?
    ) -> Bool {
        guard let first else { return false }
        errors.append(
            name.error(
                "the \(what) '\(name.value)' is declared twice",
                hint: "the first is at \(first.place)"))
        return true
    }

    private mutating func add(
        _ name: Located<String>, _ exchange: Located<String>, _ entry: EventEntry
    ) {
        let same = events.first {
            $0.name.value == name.value && $0.exchange.value == exchange.value
        }
        if let same {
            errors.append(
                name.error(
                    "the event '\(name.value)' is declared twice on '\(exchange.value)'",
                    hint: "the first is at \(same.name.place)"))
        } else {
            events.append(EventLine(name: name, exchange: exchange, entry: entry))
        }
    }

    private mutating func add(
        _ binds: PipelineFile.Binds?, of queue: Located<String>, chamber: Located<String>?
    ) {
        for exchange in binds?.entries ?? [] {
            for pattern in exchange.value {
                let same = bindings.first {
                    $0.queue.value == queue.value && $0.exchange.value == exchange.key.value
                        && $0.pattern.value == pattern.value
                        && $0.chamber?.value == chamber?.value
                }
                if let same {
                    errors.append(
                        pattern.error(
                            "'\(queue.value)' is bound to '\(pattern.value)' twice",
                            hint: "the first is at \(same.pattern.place)"))
                    continue
                }
                bindings.append(
                    BindingLine(
                        queue: queue, exchange: exchange.key, pattern: pattern, chamber: chamber))
            }
        }
    }
}
