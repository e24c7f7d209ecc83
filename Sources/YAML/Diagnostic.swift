/// A place in a file. Lines and columns count from 1, columns in characters.
public struct Place: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let file: String
    public let line: Int
    public let column: Int

    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    /// `pipelines/dispatch.yaml:12:5`
    public var description: String { "\(file):\(line):\(column)" }

    public static func < (left: Place, right: Place) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }

    /// What is wrong here.
    public func error(_ message: String, hint: String) -> Diagnostic {
        Diagnostic(severity: .error, place: self, message: message, hint: hint)
    }

    /// What looks wrong here and stops nothing.
    public func warning(_ message: String, hint: String) -> Diagnostic {
        Diagnostic(severity: .warning, place: self, message: message, hint: hint)
    }
}

/// Something to say about a place in a file, with what to do about it.
public struct Diagnostic: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// An error stops what reads the file.
    public enum Severity: String, Hashable, Sendable {
        case error, warning
    }

    public let severity: Severity
    public let place: Place
    public let message: String
    /// What to do; empty: the message says it all.
    public let hint: String

    public init(severity: Severity = .error, place: Place, message: String, hint: String) {
        self.severity = severity
        self.place = place
        self.message = message
        self.hint = hint
    }

    public var file: String { place.file }
    public var line: Int { place.line }
    public var column: Int { place.column }

    /// One line: `file:line:column: error: message (hint)`.
    public var description: String {
        let tail = hint.isEmpty ? "" : " (\(hint))"
        return "\(place): \(severity.rawValue): \(message)\(tail)"
    }

    public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
        (left.place, left.message) < (right.place, right.message)
    }
}

/// Everything that was found wrong with one file or several, in the order of the places.
public struct YAMLErrors: Error, Hashable, Sendable, CustomStringConvertible {
    public let diagnostics: [Diagnostic]

    /// Sorts and drops repetitions.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = Set(diagnostics).sorted()
    }

    public init(_ diagnostic: Diagnostic) {
        diagnostics = [diagnostic]
    }

    /// One line a diagnostic.
    public var description: String {
        diagnostics.map(\.description).joined(separator: "\n")
    }
}
