/// Something wrong at one place of a text file that a person wrote.
public struct LineProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 1.
    public var line: Int
    /// In characters, from 1.
    public var column: Int
    /// The column of the table, where the file has columns.
    public var field: String?
    public var reason: String

    public init(line: Int, column: Int, field: String? = nil, reason: String) {
        self.line = line
        self.column = column
        self.field = field
        self.reason = reason
    }

    /// `12:34: phone: …`
    public var description: String {
        "\(line):\(column): " + (field.map { "\($0): " } ?? "") + reason
    }
}

/// A file with problems in it, all of them; the command ends with exit code 65.
public struct DataFault: Error, Hashable, Sendable, CustomStringConvertible {
    public var file: String
    public var problems: [LineProblem]

    public init(file: String, problems: [LineProblem]) {
        self.file = file
        self.problems = problems
    }

    /// One line a problem: `roster.csv:12:34: phone: …`
    public var description: String {
        problems.map { "\(file):\($0)" }.joined(separator: "\n")
    }
}
