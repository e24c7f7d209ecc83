import GRDB
import Model

/// The views of contract §4, English and French.
public enum LedgerView: String, Hashable, Sendable, CaseIterable {
    case requests = "v_requests"
    case offers = "v_offers"
    case artisans = "v_artisans"
    case conventions = "v_conventions"
    case turns = "v_turns"
    case cases = "v_cases"
    case overrides = "v_overrides"
    case rejections = "v_rejections"
    case deadLetters = "v_dead_letters"
    case demandes = "v_demandes"
    case offres = "v_offres"
    case artisansFr = "v_artisans_fr"
    case conventionsFr = "v_conventions_fr"
    case tours = "v_tours"
    case dossiers = "v_dossiers"
    case derogations = "v_derogations"
    case rejets = "v_rejets"
    case lettresMortes = "v_lettres_mortes"
}

/// Rows of a view, cells in the order of the columns.
public struct LedgerTable: Hashable, Sendable {
    public let columns: [String]
    public let rows: [[JSON]]
}

extension JSON {
    /// A cell of SQLite; a blob is written in hexadecimal.
    init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .null
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .number(number)
        case .string(let text): self = .string(text)
        case .blob(let data): self = .string(data.hex)
        }
    }
}
