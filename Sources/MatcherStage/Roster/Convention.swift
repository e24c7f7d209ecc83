import Model

/// An artisan's convention with the chamber: only under an active one is anybody offered work.
struct Convention: Codable, Hashable, Sendable {
    enum State: String, Codable, Hashable, Sendable {
        /// Signed; `from` is still to come.
        case pending
        case active, suspended, terminated
        /// `until` has passed.
        case expired
    }

    var state: State
    /// The first day.
    var from: LocalDate
    /// The last day; `nil`: without an end.
    var until: LocalDate?
    /// When it first became active, in milliseconds since 1970; the wait for a turn counts from
    /// here.
    var activatedAt: Int64?

    /// What its dates alone say on a day.
    static func state(from: LocalDate, until: LocalDate?, on day: LocalDate) -> State {
        if let until, until < day { return .expired }
        return from > day ? .pending : .active
    }

    /// A signature. An active convention that a new one follows without a gap goes on and takes
    /// the new end: its artisan keeps the place in the order of turns.
    static func signed(
        from: LocalDate, until: LocalDate?, on day: LocalDate, at now: Instant,
        following old: Convention?
    ) -> Convention {
        if let old, old.state == .active, from > day, old.until.map({ from <= $0 }) ?? true {
            var longer = old
            longer.until = until
            return longer
        }
        var signed = Convention(
            state: state(from: from, until: until, on: day), from: from, until: until,
            activatedAt: nil)
        if signed.state == .active {
            signed.activatedAt = old?.state == .active ? old?.activatedAt : now.milliseconds
        }
        return signed
    }

    /// Takes the state that its dates give it; for conventions that no person has stopped.
    mutating func follow(dates day: LocalDate, at now: Instant) {
        guard state == .pending || state == .active || state == .suspended else { return }
        let dated = Self.state(from: from, until: until, on: day)
        if state == .suspended && dated != .expired { return }
        if dated == .active && activatedAt == nil { activatedAt = now.milliseconds }
        state = dated
    }
}
