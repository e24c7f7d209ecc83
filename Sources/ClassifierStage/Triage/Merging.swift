import Configuration
import Model

extension Triager {
    /// A triage of a request and of the answer to the one question about it. What the answer says
    /// fills what was missing; what was understood before holds unless the answer is surer.
    public func merge(
        _ previous: Triage, answer: String, gazetteer: Gazetteer? = nil
    ) -> Triage {
        // The answer to "in which quartier" is a name and nothing else: everyday words count too.
        let given = Given(quartier: gazetteer?.quartier(named: answer))
        let second = triage(answer, given: given, gazetteer: gazetteer)
        let trades = Self.merged(previous.trades, second.trades)
        let withdrawn = second.intent == .cancellation
        let surer = (trades.first?.confidence ?? 0) >= calibration.decide
        var merged = previous
        merged.trades = trades
        merged.decision = withdrawn ? .notARequest : (surer ? .trade : .unsure)
        merged.intent = withdrawn ? .cancellation : nil
        merged.secondTrade = previous.secondTrade ?? second.secondTrade
        if merged.secondTrade == trades.first?.trade { merged.secondTrade = nil }
        merged.urgency = Self.urgency(previous, second)
        merged.quartier = second.quartier ?? previous.quartier
        merged.danger = previous.danger ?? second.danger
        merged.evidence = Array((previous.evidence + second.evidence).prefix(Self.mostEvidence))
        merged.model = model
        return merged
    }

    private static let mostEvidence = 32

    /// Both readings as independent witnesses of the same job: what either leaves open is open.
    private static func merged(_ first: [TradeGuess], _ second: [TradeGuess]) -> [TradeGuess] {
        var doubts: [TradeID: Double] = [:]
        for guess in first + second {
            doubts[guess.trade, default: 1] *= 1 - min(1, max(0, guess.confidence))
        }
        let sum = doubts.values.reduce(0) { $0 + 1 - $1 }
        return doubts.map {
            TradeGuess(trade: $0.key, confidence: rounded((1 - $0.value) / max(1, sum)))
        }
        .sorted { ($1.confidence, $0.trade) < ($0.confidence, $1.trade) }
        .prefix(mostTrades).map { $0 }
    }

    /// An answer that says nothing of time leaves the urgency as it was.
    private static func urgency(_ previous: Triage, _ answer: Triage) -> Urgency {
        let speaks =
            answer.danger != nil
            || answer.evidence.contains { $0.speaksFor.hasPrefix("urgency:") }
        return speaks ? UrgencyReader.sooner(previous.urgency, answer.urgency) : previous.urgency
    }
}
