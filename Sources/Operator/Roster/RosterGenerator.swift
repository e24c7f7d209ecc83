import Configuration
import Model

/// Makes a roster of artisans who do not exist: the size that the article names, spread as a
/// city's would be. The same seed, names, catalogue and quartiers give the same roster.
public struct RosterGenerator: Sendable {
    /// 1,227 individual artisans and nine cooperatives are registered at the chamber of Oran.
    public static let individuals = 1_227
    public static let cooperatives = 9
    /// Share of the records with a convention.
    public static let conventionShare = 0.6

    let mix: TradeMix
    let city: CityShape
    let names: NameList
    let chamber: ChamberCode
    /// Conventions hold at least from the first to the last day of this year.
    let year: Int
    var generator: SeededGenerator
    var phones = SyntheticPhones()

    /// - Parameter year: conventions are active throughout this calendar year
    public init(
        seed: UInt64, catalogue: Catalogue, chamber: Chamber, names: NameList, year: Int
    ) {
        mix = TradeMix(catalogue)
        city = CityShape(chamber.quartiers)
        self.names = names
        self.chamber = chamber.code
        self.year = year
        generator = SeededGenerator(seed: seed)
    }

    /// The individuals, then the cooperatives.
    public mutating func roster(
        individuals: Int = individuals, cooperatives: Int = cooperatives
    ) -> [RosterRecord] {
        let mainTrades = generator.shuffled(mix.quotas(individuals))
        var records: [RosterRecord] = []
        for (index, trade) in mainTrades.enumerated() {
            if let record = individual(number: index + 1, trade: trade) { records.append(record) }
        }
        for index in 0..<cooperatives {
            if let record = cooperative(number: index + 1) { records.append(record) }
        }
        sign(&records)
        return records
    }

    private mutating func individual(number: Int, trade: TradeID) -> RosterRecord? {
        guard let home = city.home(&generator), let register = registerNumber("A", number),
            let given = generator.pick(names.given), let family = generator.pick(names.family)
        else { return nil }
        let trades = trades(main: trade)
        let mode = mode(trade)
        let language: Language = generator.chance(0.55) ? .arabic : .french
        let hasLandline = mode == .sedentary && generator.chance(0.03)
        let name =
            switch language {
            case .arabic: "\(given.arabic) \(family.arabic)"
            case .french: "\(given.latin) \(family.latin)"
            }
        return RosterRecord(
            registerNumber: register, kind: .individual, mode: mode, name: name,
            phone: hasLandline ? phones.landline() : phones.mobile(), trades: trades,
            quartiers: coverage(home: home, mode: mode, trade: trade), homeQuartier: home,
            hours: hours(trade), qualifications: qualifications(trades), language: language,
            isSynthetic: true)
    }

    private static let cooperativeNames = [
        "El Wifak", "El Amel", "Ennadjah", "El Itqan", "Et-Taawoun", "El Bina", "Es-Salam",
        "El Fadjr", "El Moustakbal",
    ]

    /// Cooperatives take the trades of building in turn and go everywhere around their seat.
    private mutating func cooperative(number: Int) -> RosterRecord? {
        let mains = ["macon", "peintre", "plombier", "electricien", "menuisier-bois", "carreleur"]
            .compactMap { TradeID($0) }.filter { id in mix.trades.contains { $0.id == id } }
        let main = mains.isEmpty ? mix.trades.first?.id : mains[(number - 1) % mains.count]
        guard let main, let home = city.home(&generator), let register = registerNumber("C", number)
        else { return nil }
        let names = Self.cooperativeNames
        let members = 7 + generator.below(14)
        return RosterRecord(
            registerNumber: register, kind: .cooperative, mode: .sedentary,
            name: "Coopérative artisanale \(names[(number - 1) % names.count])",
            phone: number % 3 == 0 ? phones.landline() : phones.mobile(),
            trades: trades(main: main, atLeast: 2), quartiers: city.around(home, rings: 3),
            homeQuartier: home, hours: Self.week(from: 8, until: 17), members: members,
            capacity: max(2, members / 3), language: .french, isSynthetic: true)
    }

    private func registerNumber(_ letter: String, _ number: Int) -> RegisterNumber? {
        let digits = String(number)
        let zeros = String(repeating: "0", count: max(0, 6 - digits.count))
        return RegisterNumber("\(chamber)-\(letter)-\(zeros)\(digits)")
    }

    /// One trade for most, two or three for those who take what comes.
    private mutating func trades(main: TradeID, atLeast: Int = 1) -> [TradeID] {
        var trades = [main]
        let more = max(atLeast - 1, generator.index(weights: [0.5, 0.35, 0.15]))
        for _ in 0..<more {
            if let next = mix.companion(of: trades, &generator) { trades.append(next) }
        }
        return trades
    }

    private mutating func mode(_ trade: TradeID) -> ArtisanMode {
        let weights: [Double] =
            if mix.isFair(trade) { [0.60, 0.15, 0.25] } else if mix.isWorkshop(trade) {
                [0.85, 0.12, 0.03]
            } else { [0.30, 0.66, 0.04] }
        return [.sedentary, .ambulant, .fairground][generator.index(weights: weights)]
    }

    /// Home and some neighbours for who has a shop, all of them and more for who goes about;
    /// people of a rare trade go far.
    private mutating func coverage(
        home: QuartierID, mode: ArtisanMode, trade: TradeID
    ) -> [QuartierID] {
        let reach = mix.reach(trade)
        if reach > 1 { return city.around(home, rings: mode == .sedentary ? reach - 1 : reach) }
        let near = city.around(home, rings: 1)
        if mode == .sedentary {
            return [home]
                + generator.shuffled(Array(near.dropFirst())).prefix(1 + generator.below(3))
        }
        let far = generator.shuffled(Array(city.around(home, rings: 2).dropFirst(near.count)))
        return near + far.prefix(mode == .fairground ? 8 : 2 + generator.below(4))
    }

    private mutating func hours(_ trade: TradeID) -> WorkingHours? {
        if mix.isRoundTheClock(trade) && generator.chance(0.2) { return nil }
        if mix.isWorkshop(trade) { return Self.week(from: 9, until: 18 + generator.below(2)) }
        switch generator.index(weights: [0.6, 0.25, 0.15]) {
        case 0: return Self.week(from: 8, until: 17)
        case 1: return Self.week(from: 7, until: 19)
        default:
            return WorkingHours(
                days: Dictionary(
                    uniqueKeysWithValues: (1...7).map {
                        (String($0), .init(from: 480, until: 1200))
                    }
                ))
        }
    }

    /// Saturday to Thursday, hours in whole numbers.
    private static func week(from: Int, until: Int) -> WorkingHours {
        let span = WorkingHours.Span(from: from * 60, until: until * 60)
        return WorkingHours(
            days: Dictionary(
                uniqueKeysWithValues: ["6", "7", "1", "2", "3", "4"].map { ($0, span) }))
    }

    /// Most gas fitters hold the attestation for gas, half of the heating engineers, and some
    /// plumbers.
    private mutating func qualifications(_ trades: [TradeID]) -> [String] {
        let likelihood = trades.map { trade in
            switch trade.text {
            case "gazier": 0.9
            case "chauffagiste": 0.5
            case "plombier": 0.2
            default: 0.0
            }
        }
        return generator.chance(likelihood.max() ?? 0) ? ["gas"] : []
    }

    /// Gives three in five a convention, whoever they are.
    private mutating func sign(_ records: inout [RosterRecord]) {
        let signed = Int((Double(records.count) * Self.conventionShare).rounded())
        for index in generator.shuffled(Array(records.indices)).prefix(signed) {
            let month = 1 + generator.below(12)
            records[index].convention = .init(
                from: "\(year - 1)-\(month < 10 ? "0" : "")\(month)-01",
                until: generator.chance(0.2) ? nil : "\(year + 1 + generator.below(2))-12-31")
        }
    }
}
