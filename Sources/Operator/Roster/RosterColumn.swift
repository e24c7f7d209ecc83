import Model

/// The columns of a roster file, in the order in which they are written. A file may leave out
/// those that are not required, and order them as it likes; the first line names them.
/// Lists stand in one cell, separated by `|`.
public enum RosterColumn: String, CaseIterable, Sendable {
    /// Required, unique: `31-A-000123`.
    case registerNumber = "register_number"
    /// Required: `individual`, `cooperative`, `enterprise`.
    case kind
    /// Required: `sedentary`, `ambulant`, `fairground`.
    case mode
    /// Required.
    case name
    /// Required, unique, any way people write one: offers and replies go by it.
    case phone
    /// Required: ids of `trades.yaml`, the main one first.
    case trades
    /// Required: ids of the chamber's `quartiers.yaml`, where work is taken.
    case quartiers
    case homeQuartier = "home_quartier"
    /// `67123 08:00-17:00;4 08:00-12:00`: ISO days and local times; empty: any hour.
    case hours
    /// How many members a cooperative has.
    case members
    /// How many jobs at a time; empty: the turn rules' default.
    case capacity
    /// `gas`.
    case qualifications
    /// `fr`, `ar`; empty: `fr`.
    case language
    /// Raise it with each new version of a record; empty: 1.
    case sequence
    /// `YYYY-MM-DD`; empty: no convention yet.
    case conventionFrom = "convention_from"
    /// `YYYY-MM-DD`, the last day; empty: no end agreed.
    case conventionUntil = "convention_until"
    /// `yes` where nobody stands behind the record; empty: `no`.
    case synthetic

    /// Without these a file is no roster.
    static let required: [RosterColumn] = [
        .registerNumber, .kind, .mode, .name, .phone, .trades, .quartiers,
    ]
}

/// The roster file of these records, with its header line.
public func rosterCSV(_ records: [RosterRecord]) -> String {
    csvRow(RosterColumn.allCases.map(\.rawValue))
        + records.map { record in csvRow(RosterColumn.allCases.map(record.cell)) }.joined()
}

extension RosterRecord {
    func cell(_ column: RosterColumn) -> String {
        switch column {
        case .registerNumber: registerNumber.text
        case .kind: kind.rawValue
        case .mode: mode.rawValue
        case .name: name
        case .phone: phone
        case .trades: trades.map(\.text).joined(separator: "|")
        case .quartiers: quartiers.map(\.text).joined(separator: "|")
        case .homeQuartier: homeQuartier?.text ?? ""
        case .hours: hours?.cell ?? ""
        case .members: members.map(String.init) ?? ""
        case .capacity: capacity.map(String.init) ?? ""
        case .qualifications: qualifications.joined(separator: "|")
        case .language: language.rawValue
        case .sequence: String(sequence)
        case .conventionFrom: convention?.from ?? ""
        case .conventionUntil: convention?.until ?? ""
        case .synthetic: isSynthetic ? "yes" : "no"
        }
    }
}
