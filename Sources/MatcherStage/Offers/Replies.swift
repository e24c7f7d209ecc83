import Model

extension MatcherStage {
    /// A short reply: only here is known whose offer it answers.
    /// - Parameter time: when it was said. An operator may have an old reply tried again: it
    ///   answers no offer that was made after it.
    mutating func reply(
        _ reply: ReplyParsed, said time: Instant, _ step: inout Step
    ) throws {
        let artisans = roster.reached(by: reply.person)
        switch reply.reply {
        case .yes, .no: try answer(reply, said: time, artisans, &step)
        case .available, .unavailable:
            if artisans.isEmpty {
                return try unmatched(reply, nil, "unknown-artisan", &step)
            }
            // Said for today; tomorrow the declared hours hold again.
            let midnight = calendar.end(of: calendar.date(of: step.now))
            for artisan in artisans {
                try check(
                    artisan.number, isIn: reply.reply == .available, until: midnight, &step)
            }
        }
    }

    private mutating func answer(
        _ reply: ReplyParsed, said time: Instant, _ artisans: [Artisan], _ step: inout Step
    ) throws {
        let open = try openOffers(of: reply.person, step.store).filter {
            $0.madeAt <= time.milliseconds && (reply.code == nil || reply.code == $0.code)
        }
        guard let offer = open.first else {
            if try confirmPlace(reply, &step) { return }
            return try unmatched(reply, artisans.first, "no-open-offer", &step)
        }
        guard open.count == 1 else {
            return try unmatched(reply, artisans.first, "several-open", &step)
        }
        if reply.reply == .yes {
            try accept(offer, &step)
        } else {
            try pass(offer, as: .refused, &step)
        }
    }

    private func unmatched(
        _ reply: ReplyParsed, _ artisan: Artisan?, _ reason: String, _ step: inout Step
    ) throws {
        try step.say(
            ReplyUnmatched(
                person: reply.person, line: reply.line,
                language: artisan?.profile.language ?? .french, registerNumber: artisan?.number,
                reply: reply.reply, reason: reason))
    }
}
