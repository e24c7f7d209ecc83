import Model

/// The passwords of the accounts at the broker: a file of lines `account password`, or
/// `account=password`; `#` begins a comment. It stays outside the project.
struct Passwords {
    static func read(_ text: String, file: String) throws -> [String: String] {
        var passwords: [String: String] = [:]
        var problems: [LineProblem] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, raw) in lines.enumerated() {
            let line = raw.trimmingWhiteSpace
            if line.isEmpty || line.hasPrefix("#") { continue }
            let parts = line.split(maxSplits: 1, whereSeparator: { $0 == "=" || $0.isWhitespace })
                .map(\.trimmingWhiteSpace)
            guard parts.count == 2, !parts[1].isEmpty else {
                problems.append(
                    LineProblem(line: index + 1, column: 1, reason: "not 'account password'"))
                continue
            }
            if passwords.updateValue(parts[1], forKey: parts[0]) != nil {
                let reason = "\(parts[0].terminalSafe) stands twice"
                problems.append(LineProblem(line: index + 1, column: 1, reason: reason))
            }
        }
        if !problems.isEmpty { throw DataFault(file: file, problems: problems) }
        return passwords
    }
}
