/// Given and family names for artisans who do not exist (`config/examples/names.txt`).
public struct NameList: Hashable, Sendable {
    /// One name in both scripts.
    public struct Name: Hashable, Sendable {
        public var latin: String
        public var arabic: String

        public init(latin: String, arabic: String) {
            self.latin = latin
            self.arabic = arabic
        }
    }

    public var given: [Name]
    public var family: [Name]

    public init(given: [Name], family: [Name]) {
        self.given = given
        self.family = family
    }

    /// Reads sections `[given]` and `[family]` of lines `latin;arabic;…`; `#` begins a comment.
    /// - Throws: `DataFault` with every line that is no name
    public init(text: String, file: String) throws {
        var sections: [String: [Name]] = [:]
        var section = ""
        var problems: [LineProblem] = []
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, raw) in lines.enumerated() {
            let line = raw.trimmingWhiteSpace
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                section = String(line.dropFirst().dropLast())
                continue
            }
            let fields = line.split(separator: ";", omittingEmptySubsequences: false)
                .map(\.trimmingWhiteSpace)
            guard fields.count >= 2, !fields[0].isEmpty, !fields[1].isEmpty else {
                problems.append(LineProblem(line: index + 1, column: 1, reason: "not latin;arabic"))
                continue
            }
            sections[section, default: []].append(Name(latin: fields[0], arabic: fields[1]))
        }
        for wanted in ["given", "family"] where sections[wanted, default: []].isEmpty {
            let reason = "no names under [\(wanted)]"
            problems.append(LineProblem(line: lines.count, column: 1, reason: reason))
        }
        if !problems.isEmpty { throw DataFault(file: file, problems: problems) }
        self.init(given: sections["given", default: []], family: sections["family", default: []])
    }
}

extension StringProtocol {
    /// Without white space at either end.
    var trimmingWhiteSpace: String {
        var rest = Substring(self)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
