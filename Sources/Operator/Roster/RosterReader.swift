import Configuration
import Model

/// Reads a roster file and checks every cell of it, so that a person sees all that is wrong at
/// once: nothing is imported from a file with a problem in it.
public struct RosterReader {
    private let trades: Set<TradeID>
    private let quartiers: Set<QuartierID>
    private var problems: [LineProblem] = []
    private var lineOfRegister: [RegisterNumber: Int] = [:]
    private var lineOfPhone: [String: Int] = [:]

    /// - Throws: `DataFault` with every problem
    public static func read(
        _ bytes: [UInt8], file: String, catalogue: Catalogue, chamber: Chamber
    ) throws -> [RosterRecord] {
        var reader = RosterReader(
            trades: Set(catalogue.trades.map(\.id)), quartiers: Set(chamber.quartiers.map(\.id)))
        let records = reader.records(CSVReader.read(bytes))
        guard reader.problems.isEmpty else {
            let inOrder = reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
            throw DataFault(file: file, problems: inOrder)
        }
        return records
    }

    private init(trades: Set<TradeID>, quartiers: Set<QuartierID>) {
        self.trades = trades
        self.quartiers = quartiers
    }

    private mutating func records(_ reading: CSVReader.Reading) -> [RosterRecord] {
        problems += reading.problems
        guard let head = reading.rows.first else {
            if problems.isEmpty {
                problems.append(LineProblem(line: 1, column: 1, reason: "the file is empty"))
            }
            return []
        }
        guard let columns = header(head) else { return [] }
        return reading.rows.dropFirst().compactMap { record($0, columns) }
    }

    private mutating func header(_ row: [CSVReader.Field]) -> [RosterColumn]? {
        var columns: [RosterColumn] = []
        let before = problems.count
        for field in row {
            if let column = RosterColumn(rawValue: field.text) {
                if columns.contains(column) { report(field, column, "this column stands twice") }
                columns.append(column)
            } else {
                let known = RosterColumn.allCases.map(\.rawValue).joined(separator: ", ")
                report(field, nil, "no column of a roster: \(field.text); they are \(known)")
            }
        }
        for missing in RosterColumn.required where !columns.contains(missing) {
            let reason = "the header lacks the column \(missing.rawValue)"
            problems.append(LineProblem(line: row.first?.line ?? 1, column: 1, reason: reason))
        }
        return problems.count == before ? columns : nil
    }

    /// Reads one line whole before it gives up on it.
    private mutating func record(
        _ row: [CSVReader.Field], _ columns: [RosterColumn]
    ) -> RosterRecord? {
        let line = row.first?.line ?? 1
        guard row.count == columns.count else {
            let reason = "\(row.count) fields where the header has \(columns.count)"
            problems.append(LineProblem(line: line, column: 1, reason: reason))
            return nil
        }
        let before = problems.count
        var cells = RosterRow(
            fields: Dictionary(uniqueKeysWithValues: zip(columns, row)), trades: trades,
            quartiers: quartiers)
        let record = cells.record()
        problems += cells.problems
        guard problems.count == before, let record else { return nil }
        if let first = lineOfRegister.updateValue(line, forKey: record.registerNumber) {
            report(row, columns, .registerNumber, "stands on line \(first) already")
        }
        if let first = lineOfPhone.updateValue(line, forKey: record.phone) {
            report(row, columns, .phone, "is on line \(first) already; replies go by it")
        }
        return record
    }

    private mutating func report(
        _ row: [CSVReader.Field], _ columns: [RosterColumn], _ column: RosterColumn,
        _ reason: String
    ) {
        guard let index = columns.firstIndex(of: column) else { return }
        report(row[index], column, reason)
    }

    private mutating func report(
        _ field: CSVReader.Field, _ column: RosterColumn?, _ reason: String
    ) {
        problems.append(
            LineProblem(
                line: field.line, column: field.column, field: column?.rawValue, reason: reason))
    }
}
