import Model

extension MatcherStage {
    /// A short reply: only here is known whose offer it answers.
    mutating func reply(_ reply: ReplyParsed, _ step: inout Step) throws {
        let artisans = roster.reached(by: reply.person)
        switch reply.reply {
        case .yes, .no: try answer(reply, artisans, &step)
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
        _ reply: ReplyParsed, _ artisans: [Artisan], _ step: inout Step
    ) throws {
        let open = try openOffers(of: reply.person, step.store).filter {
            reply.code == nil || reply.code == $0.code
        }
        guard let offer = open.first else {
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
