/// A strict reader of comma-separated values (RFC 4180): UTF-8 with or without a byte-order mark,
/// lines that end in CRLF or LF, fields in double quotes where they hold a comma, a quote (written
/// twice) or a line break. Whatever else is a problem with its place; reading goes on after it, so
/// that a person sees all of them at once. Empty lines are skipped.
public struct CSVReader {
    /// One field and where it begins.
    public struct Field: Hashable, Sendable {
        public var text: String
        public var line: Int
        public var column: Int
    }

    /// What a file holds: rows of fields, and what could not be read.
    public struct Reading: Hashable, Sendable {
        public var rows: [[Field]]
        public var problems: [LineProblem]
    }

    public static func read(_ bytes: [UInt8]) -> Reading {
        var body = bytes[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { body = body.dropFirst(3) }
        guard let text = String(validating: body, as: UTF8.self) else {
            let place = firstInvalidUTF8(body)
            let problem = LineProblem(line: place.line, column: place.column, reason: "not UTF-8")
            return Reading(rows: [], problems: [problem])
        }
        var reader = CSVReader(scalars: Array(text.unicodeScalars))
        while reader.position < reader.scalars.count { reader.row() }
        return Reading(rows: reader.rows, problems: reader.problems)
    }

    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var column = 1
    private var rows: [[Field]] = []
    private var problems: [LineProblem] = []

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private var isAtLineEnd: Bool {
        next == nil || next == "\n" || (next == "\r" && following == "\n")
    }

    private var following: Unicode.Scalar? {
        position + 1 < scalars.count ? scalars[position + 1] : nil
    }

    private mutating func advance() -> Unicode.Scalar {
        let scalar = scalars[position]
        position += 1
        if scalar == "\n" {
            line += 1
            column = 1
        } else {
            column += 1
        }
        return scalar
    }

    private mutating func skipLineEnd() {
        if next == "\r" { _ = advance() }
        if next == "\n" { _ = advance() }
    }

    private mutating func skipLine() {
        while !isAtLineEnd { _ = advance() }
        skipLineEnd()
    }

    private mutating func row() {
        if isAtLineEnd { return skipLineEnd() }
        var fields: [Field] = []
        while true {
            do throws(LineProblem) {
                fields.append(next == "\"" ? try quoted() : try plain())
            } catch {
                problems.append(error)
                return skipLine()
            }
            if isAtLineEnd { break }
            _ = advance()  // the comma
        }
        skipLineEnd()
        rows.append(fields)
    }

    private mutating func plain() throws(LineProblem) -> Field {
        var field = Field(text: "", line: line, column: column)
        while !isAtLineEnd, let scalar = next, scalar != "," {
            guard scalar != "\"" else {
                throw problem("a quote inside a field that does not begin with one")
            }
            guard scalar.value >= 0x20 || scalar == "\t" else {
                throw problem("a control character")
            }
            field.text.unicodeScalars.append(advance())
        }
        return field
    }

    private mutating func quoted() throws(LineProblem) -> Field {
        var field = Field(text: "", line: line, column: column)
        _ = advance()
        while let scalar = next {
            if scalar == "\"" {
                _ = advance()
                guard next == "\"" else {
                    guard isAtLineEnd || next == "," else { throw problem("text after the quote") }
                    return field
                }
            } else if scalar == "\0" {
                throw problem("a control character")
            }
            field.text.unicodeScalars.append(advance())
        }
        throw LineProblem(line: field.line, column: field.column, reason: "a quote never closed")
    }

    private func problem(_ reason: String) -> LineProblem {
        LineProblem(line: line, column: column, reason: reason)
    }

    private static func firstInvalidUTF8(_ bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
        var iterator = bytes.makeIterator()
        var decoder = Unicode.UTF8.ForwardParser()
        var (line, column) = (1, 1)
        while case .valid(let encoded) = decoder.parseScalar(from: &iterator) {
            (line, column) = encoded.first == 0x0A ? (line + 1, 1) : (line, column + 1)
        }
        return (line, column)
    }
}

/// Writes a row as RFC 4180 asks, with quotes only where they are needed, and a CRLF.
func csvRow(_ fields: [String]) -> String {
    fields.map { field in
        let isPlain = field.unicodeScalars.allSatisfy {
            $0 != "," && $0 != "\"" && $0 != "\n" && $0 != "\r"
        }
        return isPlain ? field : "\"" + field.replacing("\"", with: "\"\"") + "\""
    }
    .joined(separator: ",") + "\r\n"
}
