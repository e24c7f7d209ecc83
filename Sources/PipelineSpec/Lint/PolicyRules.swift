import YAML

extension Rules {
    /// Every queue is bounded, and no message is dropped unseen.
    static func policies(_ files: Merged) -> [Diagnostic] {
        files.queues.flatMap { name, entry -> [Diagnostic] in
            let policy = entry.policy.value
            var found: [Diagnostic] = []
            if policy.maxMessages == nil, policy.maxBytes == nil {
                found.append(
                    entry.policy.error(
                        "the queue '\(name.value)' has no bound",
                        hint: "write max-messages or max-bytes"))
            }
            if let most = policy.maxMessages, most.value < 1 {
                found.append(most.error("at least 1 message expected, not \(most.value)", hint: ""))
            }
            if policy.deliveryLimit.value.limit != nil, policy.deadLetter == nil {
                found.append(
                    policy.deliveryLimit.error(
                        "a delivery limit without dead letters drops messages",
                        hint: "add 'dead-letter', or write 'unlimited'"))
            }
            if policy.deadLetter != nil, policy.overflow.value != .rejectPublish {
                found.append(
                    policy.overflow.error(
                        "dead-lettering at least once needs reject-publish",
                        hint: "write 'overflow: reject-publish'"))
            }
            if entry.keptFor == nil {
                found += dropping(policy)
            }
            // The broker counts in 32 bits of milliseconds.
            if let ttl = policy.timeToLive, ttl.value.milliseconds > Int(UInt32.max) {
                found.append(ttl.error("longer than the broker can count", hint: "at most 49 days"))
            }
            return found
        }
    }

    private static func dropping(_ policy: PolicyEntry) -> [Diagnostic] {
        var found: [Diagnostic] = []
        if let ttl = policy.timeToLive {
            found.append(
                ttl.error(
                    "a stage's queue forgets nothing by age",
                    hint: "only a queue that is kept for operators has a ttl"))
        }
        if policy.overflow.value == .dropHead, policy.deadLetter == nil {
            found.append(
                policy.overflow.error(
                    "a stage's queue drops nothing", hint: "write 'overflow: reject-publish'"))
        }
        return found
    }

    /// Dead letters arrive, whatever happens: one that finds no queue holds up all behind it.
    static func deadLetters(_ files: Merged) -> [Diagnostic] {
        files.queues.flatMap { name, entry -> [Diagnostic] in
            guard let letter = entry.policy.value.deadLetter?.value,
                let target = files.exchange(letter.exchange.value)?.entry
            else { return [] }
            var found: [Diagnostic] = []
            if files.bindings(of: name.value).contains(where: {
                $0.exchange.value == letter.exchange.value
            }) {
                found.append(
                    letter.exchange.error(
                        "the dead letters of '\(name.value)' come back to it",
                        hint: "take 'dead-letter' away"))
            }
            if target.unrouted == nil, !takesEverything(letter.exchange.value, files) {
                found.append(
                    letter.exchange.error(
                        "'\(letter.exchange.value)' may refuse a dead letter, "
                            + "which then holds up the rest",
                        hint: "give the exchange an 'unrouted'"))
            }
            // A partitioned queue gets keys that end in its chamber, and they stay as they are.
            let isPartitioned = (entry.partition?.value ?? .whole) != .whole
            if !isPartitioned || letter.key != nil { found += key(of: letter, name, target, files) }
            return found
        }
    }

    private static func key(
        of letter: DeadLetterEntry, _ name: Located<String>, _ target: ExchangeEntry,
        _ files: Merged
    ) -> [Diagnostic] {
        guard target.partition?.value == .chamber else { return [] }
        if let key = letter.key {
            guard Name.isDotted(key.value),
                Name.isChamber(key.value.split(separator: ".").last ?? "")
            else {
                return [
                    key.error(
                        "keys on '\(letter.exchange.value)' end in a chamber",
                        hint: "write '\(key.value).00'")
                ]
            }
            return []
        }
        let sources = files.bindings(of: name.value).compactMap {
            files.exchange($0.exchange.value)
        }
        guard let source = sources.first(where: { $0.entry.partition?.value != .chamber }) else {
            return []
        }
        return [
            letter.exchange.error(
                "keys on '\(source.name.value)' do not end in a chamber, those on "
                    + "'\(letter.exchange.value)' do",
                hint: "add a 'key' that ends in one, as 'key: \(name.value).00'")
        ]
    }
}
