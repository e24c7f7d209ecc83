import YAML

/// What must hold over all files together. Each rule reads the merged files and tells what it finds.
enum Rules {
    static let all: [@Sendable (Merged) -> [Diagnostic]] = [
        names, references, events, patterns, exchanges, readers, partitions, policies, deadLetters,
    ]
}
