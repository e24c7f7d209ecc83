import Model

/// How a person answers a message, drawn from the message itself: the same seed and message give
/// the same answer.
package struct Habits: Sendable {
    package let seed: UInt64

    package init(seed: UInt64) { self.seed = seed }

    /// What the family of a request knows and may not have said: the job and the place.
    package struct Facts: Hashable, Sendable {
        let trade: String
        let place: String
    }

    /// An answer and how long the person takes for it; `nil`: silence.
    package struct Answer: Hashable, Sendable {
        package let text: String
        package let after: Duration
    }

    /// - Parameter facts: of the request that the message is about, where it is a family's
    package func answer(to message: OutboxMessage, facts: Facts?) -> Answer? {
        var draw = SeededGenerator(seed: seed ^ fingerprint(message.notificationId))
        let pause = Duration.milliseconds(80 + draw.below(900))
        switch message.purpose {
        case .offer:
            guard let text = offerAnswer(message, &draw) else { return nil }
            return Answer(text: text, after: pause)
        case .question:
            guard draw.chance(0.85), let facts else { return nil }
            return Answer(text: "\(facts.trade), \(facts.place)", after: pause)
        default: return nil
        }
    }

    /// Three in five say yes, one in six no, the others are silent.
    private func offerAnswer(
        _ message: OutboxMessage, _ draw: inout SeededGenerator
    ) -> String? {
        let code = offerCode(in: message.text)
        switch draw.below(60) {
        case 0..<36:
            return (draw.pick(["OUI", "oui", "Oui !", "نعم", "واه", "wi"]) ?? "OUI") + code
        case 36..<46: return (draw.pick(["NON", "non", "لا", "non merci"]) ?? "NON") + code
        default: return nil
        }
    }

    /// ` 4721` where the message names a code that stands alone; many people leave it out, but a
    /// machine should not.
    private func offerCode(in text: String) -> String {
        let words = text.split(whereSeparator: { !$0.isNumber })
        guard let code = words.last(where: { $0.utf8.count == 4 && Int($0) != nil }) else {
            return ""
        }
        return " \(code)"
    }
}

/// FNV-1a over the text, to seed a draw.
func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
