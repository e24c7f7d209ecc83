import YAML

extension Rules {
    /// Every event has a speaker that may write to its exchange, and a queue that takes it.
    static func events(_ files: Merged) -> [Diagnostic] {
        files.events.flatMap { line -> [Diagnostic] in
            guard let exchange = files.exchange(line.exchange.value)?.entry else { return [] }
            var found = speakers(of: line, exchange)
            if exchange.key?.value == .free {
                found.append(
                    line.name.error(
                        "'\(line.exchange.value)' carries no events",
                        hint: "its key is free; declare the event on another exchange"))
            } else if !isHeard(line, exchange, files) {
                found.append(
                    line.name.error(
                        "no queue takes the event '\(line.name.value)'",
                        hint: "bind a queue to it on '\(line.exchange.value)'"))
            }
            return found
        }
    }

    private static func speakers(
        of line: Merged.EventLine, _ exchange: ExchangeEntry
    ) -> [Diagnostic] {
        let by = line.entry.by
        guard !by.value.parties.isEmpty else {
            return [by.error("nobody says '\(line.name.value)'", hint: "name a stage")]
        }
        let writers = exchange.from.value.parties
        return by.value.parties.subtracting(writers).sorted().map { party in
            by.error(
                "'\(party.word)' may not write to '\(line.exchange.value)'",
                hint: "it takes messages from: \(words(writers))")
        }
    }

    private static func words(_ parties: Set<Party>) -> String {
        parties.isEmpty ? "the broker" : parties.sorted().map(\.word).joined(separator: ", ")
    }

    private static func isHeard(
        _ line: Merged.EventLine, _ exchange: ExchangeEntry, _ files: Merged
    ) -> Bool {
        let keys = heads(of: line, exchange)
        return files.bindings.contains { binding in
            guard binding.exchange.value == line.exchange.value, binding.chamber == nil else {
                return false
            }
            let pattern = RoutingPattern(binding.pattern.value)
            return pattern.isWellFormed && keys.allSatisfy(pattern.matches)
        }
    }

    /// What the routing keys of an event begin with.
    private static func heads(of line: Merged.EventLine, _ exchange: ExchangeEntry) -> [String] {
        guard exchange.key?.value == .speaker else { return [line.name.value] }
        return line.entry.by.value.parties.sorted().map(\.word)
    }

    /// Every pattern takes something.
    static func patterns(_ files: Merged) -> [Diagnostic] {
        files.bindings.compactMap { line in
            let pattern = RoutingPattern(line.pattern.value)
            guard pattern.isWellFormed else {
                return line.pattern.error(
                    "'\(line.pattern.value)' is no pattern",
                    hint: "words of a-z, 0-9 and -, * for one word, one # for any number")
            }
            guard let exchange = files.exchange(line.exchange.value)?.entry,
                exchange.key?.value != .free
            else { return nil }
            let lines = files.events.filter { $0.exchange.value == line.exchange.value }
            let heads = Set(lines.flatMap { self.heads(of: $0, exchange) })
            guard !heads.contains(where: pattern.matches) else { return nil }
            return line.pattern.error(
                "no event of '\(line.exchange.value)' matches '\(line.pattern.value)'",
                hint: hint(for: line.pattern.value, exchange, heads))
        }
    }

    private static func hint(
        for pattern: String, _ exchange: ExchangeEntry, _ heads: Set<String>
    ) -> String {
        if let meant = Nearest.word(to: pattern, among: heads) { return "did you mean '\(meant)'?" }
        let last = pattern.split(separator: ".").last ?? ""
        if exchange.partition?.value == .chamber, last == "*" || Name.isChamber(last) {
            return "leave the chamber out; it is added"
        }
        return "declare the event, or take the binding away"
    }
}
