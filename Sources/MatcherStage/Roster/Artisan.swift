import Model

/// What the matcher knows of an artisan: no name and no number, those are personal (law 9).
struct Artisan: Hashable, Sendable {
    /// The part of the record that choices are made by.
    struct Profile: Codable, Hashable, Sendable {
        var registerNumber: RegisterNumber
        var person: PersonID
        var line: PhoneLine
        var language: Language
        var trades: [TradeID]
        var quartiers: Set<QuartierID>
        var hours: WorkingHours?
        var capacity: Int?
        var qualifications: Set<String>
        var sequence: Int?

        init(_ record: ArtisanRecord) {
            registerNumber = record.registerNumber
            person = record.person
            line = record.line
            language = record.language ?? .french
            trades = record.trades
            quartiers = Set(record.quartiers)
            hours = record.hours
            capacity = record.capacity
            qualifications = Set(record.qualifications ?? [])
            sequence = record.sequence
        }
    }

    /// What the artisan or an operator said of being there.
    struct Presence: Codable, Hashable, Sendable {
        var isIn: Bool
        /// Until when, in milliseconds since 1970; `nil`: until something else is said.
        var until: Int64?

        func holds(at now: Instant) -> Bool { until.map { now.milliseconds < $0 } ?? true }
    }

    /// Turns had in one trade.
    struct Turns: Codable, Hashable, Sendable {
        var count: Int
        /// In milliseconds since 1970; `nil`: the only one was given back.
        var last: Int64?
    }

    var profile: Profile
    var convention: Convention?
    var presence: Presence?
    /// The jobs given and not reported.
    var inHand: Int = 0
    /// The one offer that waits for an answer.
    var openOffer: String?
    var turns: [TradeID: Turns] = [:]

    init(_ profile: Profile) { self.profile = profile }

    var number: RegisterNumber { profile.registerNumber }

    var isUnderConvention: Bool { convention?.state == .active }

    /// Since when the artisan waits for a turn in this trade: the last one, or the beginning of
    /// the convention.
    func waitsSince(_ trade: TradeID) -> Int64 {
        max(turns[trade]?.last ?? 0, convention?.activatedAt ?? 0)
    }

    /// Whether the declared hours hold; a span that ends before it begins goes past midnight.
    func isInHours(_ moment: LocalMoment) -> Bool {
        guard let hours = profile.hours else { return true }
        if let span = hours.days[String(moment.weekday)], span.from <= moment.minute {
            if moment.minute < span.until || span.until <= span.from { return true }
        }
        guard let span = hours.days[String(moment.yesterday)] else { return false }
        let past = span.until <= span.from ? span.until : span.until - 24 * 60
        return moment.minute < past
    }
}
