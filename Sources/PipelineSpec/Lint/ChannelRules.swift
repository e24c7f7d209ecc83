import YAML

extension Rules {
    /// Feedback reaches its channel, and a channel that reads nothing holds up nobody.
    static func channels(_ files: Merged) -> [Diagnostic] {
        let queues = files.queues.filter { $0.entry.partition?.value == .channel }
        var found = queues.flatMap { name, entry in
            keeping(name, entry) + bounds(name, entry) + keys(of: name, files)
        }
        found += files.queues.compactMap { name, entry in
            guard entry.keptFor?.value == .channels, entry.partition?.value != .channel else {
                return nil
            }
            return name.error(
                "'\(name.value)' is kept for channels and is one for all of them",
                hint: "write 'partition: channel': each reads its own")
        }
        if queues.isEmpty {
            found += files.channelsWithFeedback.map { channel in
                channel.error(
                    "nothing keeps the feedback of '\(channel.value.rawValue)'",
                    hint: "declare a queue with 'partition: channel'")
            }
        }
        return found
    }

    private static func keeping(_ name: Located<String>, _ entry: QueueEntry) -> [Diagnostic] {
        guard entry.keptFor?.value != .channels else { return [] }
        return [
            name.error(
                "'\(name.value)' is partitioned by channel and not kept for them",
                hint: "write 'kept-for: channels'")
        ]
    }

    /// Nobody knows whether a channel ever reads: its queue forgets, and never says no.
    private static func bounds(_ name: Located<String>, _ entry: QueueEntry) -> [Diagnostic] {
        let policy = entry.policy.value
        var found: [Diagnostic] = []
        if policy.overflow.value != .dropHead {
            found.append(
                policy.overflow.error(
                    "a channel that reads nothing would hold up the stages",
                    hint: "write 'overflow: drop-head'"))
        }
        if policy.timeToLive == nil {
            found.append(
                entry.policy.error(
                    "the queue '\(name.value)' forgets nothing by age",
                    hint: "add a ttl, as 'ttl: 7 days'"))
        }
        if let letter = policy.deadLetter {
            found.append(
                letter.error(
                    "feedback that nobody reads is no dead letter", hint: "take the line away"))
        }
        return found
    }

    private static func keys(of name: Located<String>, _ files: Merged) -> [Diagnostic] {
        files.bindings(of: name.value).flatMap { line -> [Diagnostic] in
            var found: [Diagnostic] = []
            if let exchange = files.exchange(line.exchange.value)?.entry,
                exchange.key?.value != .channel
            {
                found.append(
                    line.exchange.error(
                        "keys on '\(line.exchange.value)' do not name a channel",
                        hint: "write 'key: channel' there"))
            }
            if line.pattern.value != "#" {
                found.append(
                    line.pattern.error(
                        "a channel takes what bears its name, not '\(line.pattern.value)'",
                        hint: "write \"#\"; the channel takes its place"))
            }
            return found
        }
    }
}
