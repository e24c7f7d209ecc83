extension Merged {
    /// The topology; only of files that lint found whole.
    var topology: Topology {
        Topology(
            pipelines: pipelines.map(\.value), exchanges: exchanges.map(exchange),
            events: events.map(event), queues: queues.map(family))
    }

    private func exchange(_ named: Named<ExchangeEntry>) -> Exchange {
        Exchange(
            name: named.name.value, writers: named.entry.from.value.parties,
            key: named.entry.key?.value ?? .type,
            isPartitioned: named.entry.partition?.value == .chamber,
            unrouted: named.entry.unrouted?.value)
    }

    private func event(_ line: EventLine) -> EventRule {
        EventRule(
            name: line.name.value, exchange: line.exchange.value,
            speakers: line.entry.by.value.parties)
    }

    private func family(_ named: Named<QueueEntry>) -> QueueFamily {
        let entry = named.entry
        let lines = bindings(of: named.name.value)
        let extra = Dictionary(grouping: lines.filter { $0.chamber != nil }) {
            $0.chamber?.value ?? ""
        }
        let keeper: Party = entry.keptFor?.value == .channels ? .channels : .operators
        return QueueFamily(
            name: named.name.value, reader: entry.stage.map { .stage($0.value) } ?? keeper,
            partition: entry.partition?.value ?? .whole,
            isSingleActiveConsumer: entry.singleActiveConsumer?.value ?? false,
            bindings: lines.filter { $0.chamber == nil }.map(binding),
            extraBindings: extra.mapValues { $0.map(binding) }, reading: reading(entry),
            policy: policy(entry.policy.value),
            channels: entry.partition?.value == .channel ? channelsWithFeedback.map(\.value) : [])
    }

    private func binding(_ line: BindingLine) -> QueueFamily.Binding {
        QueueFamily.Binding(
            exchange: line.exchange.value, pattern: RoutingPattern(line.pattern.value))
    }

    private func reading(_ entry: QueueEntry) -> QueueFamily.Reading? {
        guard let prefetch = entry.prefetch, let batch = entry.batch, let maxBody = entry.maxBody,
            let maxHeaders = entry.maxHeaders
        else { return nil }
        return QueueFamily.Reading(
            prefetch: prefetch.value, batch: batch.value, maxBody: maxBody.value.bytes,
            maxHeaders: maxHeaders.value.bytes, rejected: entry.rejected?.value)
    }

    private func policy(_ entry: PolicyEntry) -> QueuePolicy {
        QueuePolicy(
            deliveryLimit: entry.deliveryLimit.value.limit ?? QueuePolicy.unlimitedDeliveries,
            maxMessages: entry.maxMessages?.value, maxBytes: entry.maxBytes?.value.bytes,
            overflow: entry.overflow.value, timeToLive: entry.timeToLive?.value.milliseconds,
            deadLetter: entry.deadLetter.map {
                QueuePolicy.DeadLetter(
                    exchange: $0.value.exchange.value, key: $0.value.key?.value)
            })
    }
}
