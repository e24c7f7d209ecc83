import Model

/// Rows for people or for programs: aligned columns, or JSON objects of the same names.
public struct Table: Sendable {
    /// What stands in one column of every row.
    public struct Column: Sendable {
        /// The heading, and the member name in JSON: `sent-at`.
        public var title: String
        /// Numbers stand to the right.
        public var isNumber: Bool
        /// May be cut where the table is wider than the terminal.
        public var isElastic: Bool

        public init(_ title: String, isNumber: Bool = false, isElastic: Bool = false) {
            self.title = title
            self.isNumber = isNumber
            self.isElastic = isElastic
        }
    }

    public var columns: [Column]
    /// A cell is a JSON value: `null` prints as nothing.
    public private(set) var rows: [[JSON]] = []

    public init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; it has as many cells as there are columns.
    public mutating func add(_ cells: [JSON]) {
        precondition(cells.count == columns.count, "a row has a cell a column")
        rows.append(cells)
    }

    /// One object a row, in order.
    public var json: JSON {
        .array(
            rows.map { row in
                .object(
                    Dictionary(
                        zip(columns.map(\.title), row), uniquingKeysWith: { first, _ in first }))
            })
    }

    /// Lines of at most `width` columns where the elastic columns give way enough.
    public func text(width: Int = 80) -> String {
        var cells = rows.map { row in row.map { TerminalText(Self.plain($0)) } }
        var widths = columns.indices.map { index in
            max(columns[index].title.count, cells.map { $0[index].width }.max() ?? 0)
        }
        shrink(&widths, to: width)
        for row in cells.indices {
            for index in columns.indices where columns[index].isElastic {
                cells[row][index] = cells[row][index].cut(to: widths[index])
            }
        }
        let head = columns.map { TerminalText($0.title.uppercased()) }
        return ([head] + cells).map { line($0, widths) }.joined(separator: "\n")
    }

    private static let gap = 2

    /// Takes columns from the widest elastic column until the line fits; eight are kept.
    private func shrink(_ widths: inout [Int], to limit: Int) {
        func excess() -> Int { widths.reduce(0, +) + Self.gap * (widths.count - 1) - limit }
        while excess() > 0 {
            let elastic = columns.indices.filter {
                columns[$0].isElastic && widths[$0] > max(8, columns[$0].title.count)
            }
            guard let widest = elastic.max(by: { widths[$0] < widths[$1] }) else { return }
            widths[widest] -= 1
        }
    }

    private func line(_ cells: [TerminalText], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let padding = String(repeating: " ", count: max(0, widths[index] - cell.width))
            let isLast = index == cells.count - 1
            if columns[index].isNumber {
                line += padding + cell.printed
            } else {
                line += cell.printed + (isLast ? "" : padding)
            }
            if !isLast { line += String(repeating: " ", count: Self.gap) }
        }
        return line
    }

    static func plain(_ value: JSON) -> String {
        switch value {
        case .null: ""
        case .string(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        case .array(let elements): elements.map(plain).joined(separator: " ")
        default: value.canonicalText
        }
    }
}

extension JSON {
    /// `null` for `nil`.
    init(_ text: String?) { self = text.map { .string($0) } ?? .null }
    init(_ number: Int?) { self = number.map { .integer(Int64($0)) } ?? .null }
}
