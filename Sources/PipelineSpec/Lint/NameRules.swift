import YAML

extension Rules {
    /// Names the broker, the file system and the routing keys can all bear.
    static func names(_ files: Merged) -> [Diagnostic] {
        var found: [Diagnostic] = []
        for pipeline in files.pipelines {
            let file = pipeline.place.file.split(separator: "/").last.map(String.init) ?? ""
            if file != "\(pipeline.value).yaml" {
                found.append(
                    pipeline.error(
                        "the pipeline '\(pipeline.value)' stands in \(file)",
                        hint: "a pipeline and its file bear one name"))
            }
        }
        for (name, _) in files.exchanges
        where !Name.isDotted(name.value) || !name.value.hasPrefix("maalem.") {
            found.append(
                name.error(
                    "'\(name.value)' is no name for an exchange",
                    hint: "write maalem. and words of a-z, 0-9 and -"))
        }
        for (name, _) in files.queues {
            let last = name.value.split(separator: ".").last ?? ""
            if !Name.isDotted(name.value) || Name.isChamber(last) {
                found.append(
                    name.error(
                        "'\(name.value)' is no name for a queue",
                        hint: "words of a-z, 0-9 and - with dots between; the chamber is added"))
            }
        }
        for line in files.events where !Name.isDotted(line.name.value) || !hasTwoWords(line.name) {
            found.append(
                line.name.error(
                    "'\(line.name.value)' is no name for an event",
                    hint: "what it is about, a dot, what happened: request.accepted"))
        }
        return found
    }

    private static func hasTwoWords(_ name: Located<String>) -> Bool {
        name.value.contains(".") && name.value.contains { ("a"..."z").contains($0) }
    }

    /// Every exchange and queue that is named is declared.
    static func references(_ files: Merged) -> [Diagnostic] {
        var named: [Located<String>] = files.events.map(\.exchange) + files.bindings.map(\.exchange)
        for (_, entry) in files.exchanges { named += [entry.unrouted].compactMap { $0 } }
        for (_, entry) in files.queues {
            named += [entry.rejected, entry.policy.value.deadLetter?.value.exchange]
                .compactMap { $0 }
        }
        let exchanges = files.exchanges.map(\.name.value)
        let queues = files.queues.map(\.name.value)
        let strayExchanges = named.filter { !exchanges.contains($0.value) }.map { name in
            name.error(
                "no exchange is called '\(name.value)'",
                hint: Nearest.hint(for: name.value, among: exchanges))
        }
        let strayQueues = files.bindings.map(\.queue).filter { !queues.contains($0.value) }.map {
            $0.error(
                "no queue is called '\($0.value)'", hint: Nearest.hint(for: $0.value, among: queues)
            )
        }
        return strayExchanges + strayQueues
    }
}
