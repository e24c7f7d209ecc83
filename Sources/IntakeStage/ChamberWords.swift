import Configuration
import Model

/// What intake needs to know of one chamber.
struct ChamberWords: Sendable {
    let code: ChamberCode
    let pepper: Pepper
    /// Ids of the trades.
    let trades: Set<String>
    /// Ids of the quartiers.
    let quartiers: Set<String>
    /// Finds a quartier by any name that people have for it.
    let gazetteer: Gazetteer
    /// What one ring means, by the number rung (E.164).
    let missedCalls: [String: ReplyWord]

    init(_ chamber: Chamber, trades: Set<String>, pepper: Pepper) {
        code = chamber.code
        self.pepper = pepper
        self.trades = trades
        quartiers = Set(chamber.quartiers.map(\.id.text))
        gazetteer = Gazetteer(chamber)
        missedCalls = Dictionary(
            chamber.channels.missedCalls.map { ($0.number, $0.means) },
            uniquingKeysWith: { first, _ in first })
    }

    private init(_ words: ChamberWords, filedUnder code: ChamberCode) {
        self.code = code
        pepper = words.pepper
        trades = words.trades
        quartiers = words.quartiers
        gazetteer = words.gazetteer
        missedCalls = words.missedCalls
    }

    /// For commands about what lies in chamber `00`: its dead letters.
    var ofTheUnreadable: ChamberWords { ChamberWords(self, filedUnder: .unreadable) }
}
