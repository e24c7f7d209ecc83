extension Topology {
    /// The topology as a Mermaid flowchart: who writes, through which exchange, into which queue,
    /// for whom. Queues of chambers stand once.
    public var mermaid: String {
        var lines = ["flowchart LR"]
        lines += [Party.channels, .operators].map { "    \(id($0.word))([\($0.word)])" }
        lines += Stage.allCases.map { "    \(id($0.rawValue))[[\($0.rawValue)]]" }
        lines += exchanges.map { "    \(id($0.name)){{\"\($0.name)\"}}" }
        lines += queues.map { queue in
            let chamber =
                switch queue.partition {
                case .whole: ""
                case .channel: ".‹channel›"
                case .chamber, .chamberAndUnread: ".‹chamber›"
                }
            return "    q_\(id(queue.name))[(\"\(queue.name)\(chamber)\")]"
        }
        lines += exchanges.flatMap(writing)
        lines += queues.flatMap(taking)
        lines += queues.map { "    q_\(id($0.name)) --> \(id($0.reader.word))" }
        lines += queues.compactMap { queue in
            queue.policy.deadLetter.map {
                "    q_\(id(queue.name)) -. dead letters .-> \(id($0.exchange))"
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func writing(_ exchange: Exchange) -> [String] {
        var lines = exchange.writers.sorted().compactMap { party -> String? in
            let count = events(saidBy: party).filter { $0.exchange == exchange.name }.count
            if exchange.key == .free { return "    \(id(party.word)) --> \(id(exchange.name))" }
            guard count > 0 else { return nil }
            let word = count == 1 ? "1 event" : "\(count) events"
            return "    \(id(party.word)) -- \(word) --> \(id(exchange.name))"
        }
        if let unrouted = exchange.unrouted {
            lines.append("    \(id(exchange.name)) -. unrouted .-> \(id(unrouted))")
        }
        return lines
    }

    private func taking(_ queue: QueueFamily) -> [String] {
        let all = queue.bindings + queue.extraBindings.sorted { $0.key < $1.key }.flatMap(\.value)
        return exchanges.compactMap { exchange in
            let patterns = all.filter { $0.exchange == exchange.name }.map(\.pattern.text)
            guard !patterns.isEmpty else { return nil }
            let label = patterns.map { $0.replacing("#", with: "all") }.joined(separator: "<br>")
            return "    \(id(exchange.name)) -- \"\(label)\" --> q_\(id(queue.name))"
        }
    }

    /// A name without what Mermaid reads as syntax.
    private func id(_ name: String) -> String {
        String(name.map { $0 == "." || $0 == "-" ? "_" : $0 })
    }
}
