import YAML

extension Rules {
    /// No message may go where nothing takes it.
    static func exchanges(_ files: Merged) -> [Diagnostic] {
        files.exchanges.flatMap { name, entry -> [Diagnostic] in
            var found: [Diagnostic] = []
            let bound = files.bindings.filter { $0.exchange.value == name.value }
            if bound.isEmpty {
                found.append(
                    name.error(
                        "no queue is bound to '\(name.value)'", hint: "what is sent there vanishes")
                )
            }
            let isFree = entry.key?.value == .free
            if !isFree, !files.events.contains(where: { $0.exchange.value == name.value }) {
                found.append(
                    name.error(
                        "no event travels on '\(name.value)'",
                        hint: "declare its events, or write 'key: free'"))
            }
            if entry.from.value.parties.isEmpty, !isFree {
                found.append(
                    entry.from.error(
                        "only the broker writes to '\(name.value)'", hint: "write 'key: free'"))
            }
            return found + unrouted(name, entry, files)
        }
    }

    /// The alternate exchange must take everything, or it is no net.
    private static func unrouted(
        _ name: Located<String>, _ entry: ExchangeEntry, _ files: Merged
    ) -> [Diagnostic] {
        guard let target = entry.unrouted, files.exchange(target.value) != nil else { return [] }
        if target.value == name.value {
            return [target.error("an exchange cannot be its own net", hint: "name another")]
        }
        guard !takesEverything(target.value, files) else { return [] }
        return [
            target.error(
                "no queue takes everything from '\(target.value)'",
                hint: "bind a queue to \"#\" there")
        ]
    }

    static func takesEverything(_ exchange: String, _ files: Merged) -> Bool {
        let isPartitioned = files.exchange(exchange)?.entry.partition?.value == .chamber
        return files.bindings.contains { line in
            guard line.exchange.value == exchange, line.pattern.value == "#" else { return false }
            // On a partitioned exchange a partitioned queue takes its own chamber only.
            let queue = files.queue(line.queue.value)?.entry
            return !isPartitioned || line.chamber != nil
                || (queue?.partition?.value ?? .whole) == .whole
        }
    }
}
