import Model

/// Every artisan of the chamber, in memory; the tables hold the same and rebuild it.
struct Roster: Sendable {
    private(set) var artisans: [RegisterNumber: Artisan] = [:]
    private var byTrade: [TradeID: Set<RegisterNumber>] = [:]
    private var byPerson: [PersonID: Set<RegisterNumber>] = [:]

    subscript(number: RegisterNumber) -> Artisan? { artisans[number] }

    /// Who practises a trade, in no order.
    func practising(_ trade: TradeID) -> [Artisan] {
        (byTrade[trade] ?? []).compactMap { artisans[$0] }
    }

    /// The artisans behind one telephone, by register number: a workshop may share it.
    func reached(by person: PersonID) -> [Artisan] {
        (byPerson[person] ?? []).sorted().compactMap { artisans[$0] }
    }

    /// Takes an artisan in, or the changed record of a known one.
    mutating func put(_ artisan: Artisan) {
        let number = artisan.number
        if let old = artisans[number]?.profile, old != artisan.profile {
            for trade in old.trades { byTrade[trade]?.remove(number) }
            byPerson[old.person]?.remove(number)
        }
        for trade in artisan.profile.trades { byTrade[trade, default: []].insert(number) }
        byPerson[artisan.profile.person, default: []].insert(number)
        artisans[number] = artisan
    }

    /// Changes what is not indexed: presence, jobs, turns, the open offer, the convention.
    mutating func change(_ number: RegisterNumber, _ body: (inout Artisan) -> Void) {
        guard var artisan = artisans[number] else { return }
        body(&artisan)
        artisans[number] = artisan
    }
}
