import Model

extension MatcherStage {
    /// `convention.signed`, `.suspended`, `.resumed`, `.terminated`; each holds from when it is
    /// applied.
    mutating func conventionChanged(_ event: Event, _ step: inout Step) throws {
        let command: ConventionCommand = try event.payload()
        let number = command.registerNumber
        guard let artisan = roster[number] else {
            return try park(event, for: .artisan(number), &step)
        }
        let today = calendar.date(of: step.now)
        var next = artisan.convention
        if event.type == CommandType.conventionSigned {
            next = try signed(command, following: artisan.convention, on: today, &step)
        } else if !Self.turn(&next, event.type, on: today, at: step.now) {
            next = nil
            try step.refuse(
                event.type, about: number.text, .wrongState,
                "the convention is \(artisan.convention?.state.rawValue ?? "not signed")",
                by: command.operator)
        }
        guard let next else { return }
        let isSigned = event.type == CommandType.conventionSigned
        try keep(next, of: number, isSigned: isSigned, &step)
    }

    /// The command's effect; false where the convention is in no state for it.
    private static func turn(
        _ convention: inout Convention?, _ type: String, on today: LocalDate, at now: Instant
    ) -> Bool {
        guard var next = convention else { return false }
        switch (type, next.state) {
        case (CommandType.conventionSuspended, .active),
            (CommandType.conventionSuspended, .pending):
            next.state = .suspended
        case (CommandType.conventionResumed, .suspended):
            next.state = .pending
            next.follow(dates: today, at: now)
        case (CommandType.conventionTerminated, .active),
            (CommandType.conventionTerminated, .pending),
            (CommandType.conventionTerminated, .suspended):
            next.state = .terminated
        default: return false
        }
        convention = next
        return true
    }

    private func signed(
        _ command: ConventionCommand, following old: Convention?, on today: LocalDate,
        _ step: inout Step
    ) throws -> Convention? {
        let from = command.from.map { LocalDate($0) } ?? today
        let until = command.until.map { LocalDate($0) }
        guard let from, until != .some(.none) else {
            try refuseDates(command, "dates are written YYYY-MM-DD", &step)
            return nil
        }
        if let last = until.flatMap({ $0 }), last < from {
            try refuseDates(command, "it would end before it begins", &step)
            return nil
        }
        return Convention.signed(
            from: from, until: until.flatMap { $0 }, on: today, at: step.now, following: old)
    }

    private func refuseDates(
        _ command: ConventionCommand, _ detail: String, _ step: inout Step
    ) throws {
        try step.refuse(
            CommandType.conventionSigned, about: command.registerNumber.text, .invalidDates,
            detail, by: command.operator)
    }

    /// A day of the convention begins or has ended.
    mutating func conventionClock(_ subject: String, _ step: inout Step) throws {
        guard let number = RegisterNumber(subject), var next = roster[number]?.convention else {
            return
        }
        next.follow(dates: calendar.date(of: step.now), at: step.now)
        try keep(next, of: number, &step)
    }

    /// Writes a convention, sets its clocks and tells what changed: after a signature always, since
    /// a renewal changes the dates.
    private mutating func keep(
        _ next: Convention, of number: RegisterNumber, isSigned: Bool = false, _ step: inout Step
    ) throws {
        let before = roster[number]?.convention?.state
        roster.change(number) { $0.convention = next }
        guard let artisan = roster[number] else { return }
        try step.store.save(artisan)
        try step.store.cancel(.conventionStart, number.text)
        try step.store.cancel(.conventionEnd, number.text)
        if next.state == .pending {
            try step.store.set(
                .conventionStart, number.text, at: calendar.start(of: next.from), cause: step.cause)
        }
        if let until = next.until, [.pending, .active, .suspended].contains(next.state) {
            try step.store.set(
                .conventionEnd, number.text, at: calendar.end(of: until), cause: step.cause)
        }
        if next.state != before || isSigned { try tell(next, of: number, &step) }
        if next.state == .active {
            try wake(number, &step)
        } else if let id = artisan.openOffer {
            try rescind(id, because: .conventionEnded, &step)
        }
    }

    private func tell(
        _ convention: Convention, of number: RegisterNumber, _ step: inout Step
    ) throws {
        let type: String
        switch convention.state {
        case .active: type = ConventionChanged.activated
        case .expired: type = ConventionChanged.expired
        case .pending, .suspended, .terminated: return
        }
        try step.say(
            type, about: number.text,
            ConventionChanged(
                registerNumber: number, from: convention.from.text, until: convention.until?.text))
    }
}
