/// Which keys of a mapping a type asked for, and which it should have found.
struct AskedKeys {
    private let entries: [YAMLEntry]
    private var asked: Set<String> = []
    private var missed: [String] = []
    private var acceptors: [(String) -> Bool] = []

    init(entries: [YAMLEntry]) { self.entries = entries }

    mutating func accept(_ test: @escaping (String) -> Bool) { acceptors.append(test) }
    mutating func ask(_ key: String) { asked.insert(key) }
    mutating func miss(_ key: String) { missed.append(key) }

    /// Keys that nobody asked for and keys that are not there. A misspelt key is told once.
    /// - Parameter complete: the type was decoded to its end; if not, only keys that its key type
    ///   does not know are unknown for certain
    func diagnostics(at place: Place, complete: Bool) -> [Diagnostic] {
        let present = Set(entries.map(\.key))
        var missing = missed
        var found: [Diagnostic] = []
        for entry in entries where !asked.contains(entry.key) {
            guard complete || !acceptors.contains(where: { $0(entry.key) }) else { continue }
            let free = asked.subtracting(present)
            let meant = Nearest.word(to: entry.key, among: free)
            if let meant { missing.removeAll { $0 == meant } }
            let hint =
                meant.map { "did you mean '\($0)'?" } ?? Nearest.hint(for: entry.key, among: asked)
            found.append(
                entry.keyPlace.error("the key '\(entry.key)' is not known here", hint: hint))
        }
        found += missing.map { place.error("the key '\($0)' is missing", hint: "add '\($0):'") }
        return found
    }
}
