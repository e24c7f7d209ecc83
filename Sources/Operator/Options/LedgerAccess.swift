import Foundation
import LedgerStage
import Model

extension PlaceOptions {
    /// A chamber's ledger, to read beside its writer.
    /// - Parameter opening: true to read what is sealed, which needs the vault's file
    /// - Throws: `LedgerFileError`: exit 78 where there is none, 65 where it is no ledger
    func ledger(_ chamber: ChamberCode, opening: Bool = false) throws -> LedgerReader {
        try LedgerReader(
            path: "\(data)/ledger-\(chamber).sqlite",
            vault: opening ? "\(data)/vault-\(chamber).sqlite" : nil)
    }

    /// The chambers that have a ledger here, without `00`.
    func chambersWithLedger() -> [ChamberCode] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []
        return files.compactMap { file in
            guard file.hasPrefix("ledger-"), file.hasSuffix(".sqlite") else { return nil }
            return ChamberCode(String(file.dropFirst(7).dropLast(7)))
        }
        .filter { $0 != .unreadable }.sorted()
    }
}

/// Rows of a view of the ledger, chosen and ordered for showing.
struct LedgerRows: Sendable {
    var columns: [String]
    var rows: [[JSON]]

    init(columns: [String], rows: [[JSON]]) {
        self.columns = columns
        self.rows = rows
    }

    init(_ view: LedgerTable) { self.init(columns: view.columns, rows: view.rows) }

    /// `null` where the view has no such column.
    func cell(_ row: [JSON], _ column: String) -> JSON {
        columns.firstIndex(of: column).map { row[$0] } ?? .null
    }

    /// Some columns of some rows.
    func choosing(_ chosen: [String], rows: [[JSON]]) -> LedgerRows {
        LedgerRows(columns: chosen, rows: rows.map { row in chosen.map { cell(row, $0) } })
    }
}

extension Table {
    /// A view of the ledger; times read in local time, unless for a program.
    init(
        _ view: LedgerRows, numbers: Set<String> = [], elastic: Set<String> = [],
        times: Set<String> = [], local: LocalTime? = nil
    ) {
        self.init(
            view.columns.map {
                Column($0, isNumber: numbers.contains($0), isElastic: elastic.contains($0))
            })
        for row in view.rows {
            add(
                zip(view.columns, row).map { column, cell in
                    guard let local, times.contains(column),
                        let instant = cell.string.flatMap(Instant.init(rfc3339:))
                    else { return cell }
                    return .string(local.moment(instant))
                })
        }
    }
}
