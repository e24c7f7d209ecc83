import YAML

/// What must hold over all files together. Each rule reads the merged files and tells what it
/// finds.
enum Rules {
    typealias Rule = @Sendable (Merged) -> [Diagnostic]

    private static let local: [Rule] = [names, patterns, readers, partitions, policies, channels]
    private static let reach: [Rule] = [events, exchanges, deadLetters]

    /// Where a name leads nowhere, what reaches what is not asked: one slip, one message.
    static func check(_ files: Merged) -> [Diagnostic] {
        let strays = references(files)
        let rules = strays.isEmpty ? local + reach : local
        return files.errors + strays + rules.flatMap { $0(files) }
    }
}
