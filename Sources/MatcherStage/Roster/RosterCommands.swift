import Model

extension MatcherStage {
    /// `artisan.registered`, `artisan.updated`: the whole record each time, so either may come
    /// first; a record with a lower sequence than the last is late and changes nothing.
    mutating func registered(_ record: ArtisanRecord, _ step: inout Step) throws {
        let profile = Artisan.Profile(record)
        let number = profile.registerNumber
        if let known = roster[number] {
            if let last = known.profile.sequence, let sequence = profile.sequence, sequence < last {
                return
            }
            var artisan = known
            artisan.profile = profile
            roster.put(artisan)
            try step.store.save(artisan)
            try wake(number, &step)
        } else {
            let artisan = Artisan(profile)
            roster.put(artisan)
            try step.store.save(artisan)
            try release(.artisan(number), &step)
        }
    }

    mutating func availabilityChanged(_ event: Event, _ step: inout Step) throws {
        let command: AvailabilityCommand = try event.payload()
        guard roster[command.registerNumber] != nil else {
            return try park(event, for: .artisan(command.registerNumber), &step)
        }
        try check(
            command.registerNumber, isIn: command.available, until: command.until, &step)
    }

    /// An artisan comes or goes.
    mutating func check(
        _ number: RegisterNumber, isIn: Bool, until: Instant?, _ step: inout Step
    ) throws {
        roster.change(number) {
            $0.presence = Artisan.Presence(isIn: isIn, until: until?.milliseconds)
        }
        guard let artisan = roster[number] else { return }
        try step.store.save(artisan)
        try step.say(
            isIn ? ArtisanPresence.checkedIn : ArtisanPresence.checkedOut, about: number.text,
            ArtisanPresence(registerNumber: number, person: artisan.profile.person, until: until))
        if isIn { try wake(number, &step) }
    }

    /// `artisan.application.submitted`: the chamber answers whoever wants in.
    func applied(_ id: EventID, _ application: ArtisanApplication, _ step: inout Step) throws {
        let trades = application.trades.map(\.text).joined(separator: ", ")
        try openCase(
            .affiliation, about: id.hex, person: application.person, line: application.line,
            detail: "an artisan applies: \(trades)", &step)
    }
}
