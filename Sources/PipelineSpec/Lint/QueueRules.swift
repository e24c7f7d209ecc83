import YAML

extension Rules {
    /// Who reads a queue, and how much at a time.
    static func readers(_ files: Merged) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (name, entry) in files.queues {
            if files.bindings(of: name.value).isEmpty {
                found.append(
                    name.error(
                        "nothing reaches the queue '\(name.value)'", hint: "bind it to an exchange")
                )
            }
            switch (entry.stage, entry.keptFor) {
            case (nil, nil):
                found.append(
                    name.error(
                        "nobody reads the queue '\(name.value)'",
                        hint: "name a stage, or write 'kept-for: operators'"))
            case (let stage?, .some):
                found.append(
                    stage.error("a queue is read or kept, not both", hint: "take one line away"))
            case (.some, nil): found += reading(name, entry)
            case (nil, .some): found += keeping(entry)
            }
        }
        let read = Set(files.queues.compactMap(\.entry.stage?.value))
        for line in files.events {
            for case .stage(let stage) in line.entry.by.value.parties.sorted()
            where !read.contains(stage) {
                found.append(
                    line.entry.by.error(
                        "'\(stage.rawValue)' reads no queue, so it never speaks",
                        hint: "declare its queue"))
            }
        }
        return found
    }

    private static func reading(_ name: Located<String>, _ entry: QueueEntry) -> [Diagnostic] {
        var found: [Diagnostic] = []
        let wanted = [
            ("prefetch", entry.prefetch == nil), ("batch", entry.batch == nil),
            ("max-body", entry.maxBody == nil), ("max-headers", entry.maxHeaders == nil),
        ]
        for (key, isMissing) in wanted where isMissing {
            found.append(
                name.error(
                    "the queue '\(name.value)' has no \(key)", hint: "everything has a limit"))
        }
        // AMQP counts prefetch in 16 bits, and 0 means no limit.
        if let prefetch = entry.prefetch, !(1...65_535).contains(prefetch.value) {
            found.append(
                prefetch.error(
                    "a prefetch from 1 to 65535 expected, not \(prefetch.value)", hint: ""))
        }
        if let batch = entry.batch, batch.value < 1 {
            found.append(
                batch.error("a batch of at least 1 expected, not \(batch.value)", hint: ""))
        }
        if let prefetch = entry.prefetch, let batch = entry.batch, prefetch.value < batch.value {
            found.append(
                prefetch.error(
                    "prefetch \(prefetch.value) is less than batch \(batch.value)",
                    hint: "no batch would ever be full"))
        }
        if let maxBody = entry.maxBody, let most = entry.policy.value.maxBytes,
            maxBody.value.bytes > most.value.bytes
        {
            found.append(
                most.error("the queue cannot hold one message of max-body", hint: "raise max-bytes")
            )
        }
        return found
    }

    private static func keeping(_ entry: QueueEntry) -> [Diagnostic] {
        let limits = [
            ("prefetch", entry.prefetch?.place), ("batch", entry.batch?.place),
            ("max-body", entry.maxBody?.place), ("max-headers", entry.maxHeaders?.place),
            ("rejected", entry.rejected?.place),
        ]
        return limits.compactMap { key, place in
            place?.error("no stage reads this queue", hint: "take '\(key)' away")
        }
    }

    /// Chambers: which queue has one, and whether the messages say which.
    static func partitions(_ files: Merged) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for (name, entry) in files.queues {
            let partition = entry.partition?.value ?? .whole
            if partition == .channel { continue }
            if partition != .whole, entry.singleActiveConsumer?.value != true {
                found.append(
                    name.error(
                        "'\(name.value)' is partitioned and has many consumers",
                        hint: "write 'single-active-consumer: true': a chamber has one writer"))
            }
            for chamber in entry.alsoBinds?.entries.map(\.key) ?? []
            where chamber.value != Name.unreadChamber || partition != .chamberAndUnread {
                found.append(
                    chamber.error(
                        "'\(name.value)' has no queue for chamber '\(chamber.value)' of its own",
                        hint: "only \"00\", with 'partition: chamber+00'"))
            }
            guard partition != .whole else { continue }
            for line in files.bindings(of: name.value) where line.chamber == nil {
                guard let exchange = files.exchange(line.exchange.value)?.entry,
                    exchange.partition?.value != .chamber
                else { continue }
                found.append(
                    line.exchange.error(
                        "keys on '\(line.exchange.value)' do not end in a chamber",
                        hint: "a partitioned queue would get every message in every chamber"))
            }
        }
        return found
    }
}
