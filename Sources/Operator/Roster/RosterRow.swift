import Model

/// One line of a roster file while it is read: each cell is checked, each problem noted.
struct RosterRow {
    let fields: [RosterColumn: CSVReader.Field]
    let trades: Set<TradeID>
    let quartiers: Set<QuartierID>
    private(set) var problems: [LineProblem] = []

    init(
        fields: [RosterColumn: CSVReader.Field], trades: Set<TradeID>, quartiers: Set<QuartierID>
    ) {
        self.fields = fields
        self.trades = trades
        self.quartiers = quartiers
    }

    /// `nil` where a required cell could not be read; its problem says why.
    mutating func record() -> RosterRecord? {
        let register = required(.registerNumber).flatMap { text -> RegisterNumber? in
            RegisterNumber(text) ?? refuse(.registerNumber, "1 to 64 visible ASCII characters")
        }
        let kind = word(.kind, ArtisanKind.self)
        let mode = word(.mode, ArtisanMode.self)
        let name = required(.name)
        let phone = required(.phone).flatMap { normalised($0) }
        let tradeList = required(.trades).map { ids($0, .trades, known: trades, "trades.yaml") }
        let places = required(.quartiers)
            .map { ids($0, .quartiers, known: quartiers, "quartiers.yaml") }
        let home = optional(.homeQuartier)
            .flatMap { ids($0, .homeQuartier, known: quartiers, "quartiers.yaml").first }
        let hours = optional(.hours).flatMap { text -> WorkingHours? in
            WorkingHours(cell: text) ?? refuse(.hours, "write 67123 08:00-17:00;4 08:00-12:00")
        }
        let members = count(.members)
        let capacity = count(.capacity)
        let sequence = count(.sequence) ?? 1
        let language =
            optional(.language).flatMap { _ in word(.language, Language.self) } ?? .french
        let qualifications = optional(.qualifications).map { list($0) } ?? []
        let convention = agreement()
        let isSynthetic = flag(.synthetic)
        guard let register, let kind, let mode, let name, let phone, let tradeList, let places
        else { return nil }
        return RosterRecord(
            registerNumber: register, kind: kind, mode: mode, name: name, phone: phone,
            trades: tradeList, quartiers: places, homeQuartier: home, hours: hours,
            members: members, capacity: capacity, qualifications: qualifications,
            language: language, sequence: sequence, convention: convention,
            isSynthetic: isSynthetic)
    }

    private mutating func refuse<Value>(_ column: RosterColumn, _ reason: String) -> Value? {
        let place = fields[column] ?? fields.values.min { $0.column < $1.column }
        problems.append(
            LineProblem(
                line: place?.line ?? 1, column: place?.column ?? 1, field: column.rawValue,
                reason: reason))
        return nil
    }

    private func optional(_ column: RosterColumn) -> String? {
        guard let text = fields[column]?.text.trimmingWhiteSpace, !text.isEmpty else { return nil }
        return text
    }

    private mutating func required(_ column: RosterColumn) -> String? {
        optional(column) ?? refuse(column, "is empty")
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ column: RosterColumn, _: Word.Type
    ) -> Word? {
        guard let text = required(column) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return refuse(column, "\(text.terminalSafe) is none of \(words)")
    }

    /// Normalised, so that two spellings of one number are seen to be one.
    private mutating func normalised(_ text: String) -> String? {
        switch PhoneNumber.read(text) {
        case .success(let number): number.e164
        case .failure(let refusal): refuse(.phone, refusal.sentence)
        }
    }

    private func list(_ text: String) -> [String] {
        text.split(separator: "|", omittingEmptySubsequences: false).map(\.trimmingWhiteSpace)
    }

    private mutating func ids<ID: TextIdentifier>(
        _ text: String, _ column: RosterColumn, known: Set<ID>, _ file: String
    ) -> [ID] {
        var ids: [ID] = []
        for word in list(text) {
            guard let id = ID(word), known.contains(id) else {
                let _: ID? = refuse(column, "\(word.terminalSafe) is not in \(file)")
                continue
            }
            if ids.contains(id) {
                let _: ID? = refuse(column, "\(word.terminalSafe) stands twice")
            }
            ids.append(id)
        }
        return ids
    }

    private mutating func count(_ column: RosterColumn) -> Int? {
        guard let text = optional(column) else { return nil }
        guard let value = Int(text), (1...1_000_000).contains(value) else {
            return refuse(column, "is not a whole number from 1")
        }
        return value
    }

    private mutating func flag(_ column: RosterColumn) -> Bool {
        switch optional(column) {
        case nil, "no": return false
        case "yes": return true
        default: return refuse(column, "is neither yes nor no") ?? false
        }
    }

    private mutating func agreement() -> RosterRecord.Convention? {
        let from = day(.conventionFrom)
        let until = day(.conventionUntil)
        guard let from else {
            if until != nil { return refuse(.conventionUntil, "a last day without a first one") }
            return nil
        }
        if let until, until < from { return refuse(.conventionUntil, "is before convention_from") }
        return .init(from: from, until: until)
    }

    private mutating func day(_ column: RosterColumn) -> String? {
        guard let text = optional(column) else { return nil }
        return isDay(text) ? text : refuse(column, "is no day of the calendar as YYYY-MM-DD")
    }
}

/// `YYYY-MM-DD`, a day that exists.
func isDay(_ text: String) -> Bool {
    text.utf8.count == 10 && Instant(rfc3339: text + "T00:00:00Z") != nil
}
