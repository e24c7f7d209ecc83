import Configuration
import Model

/// The rules in full with their hash (law 10): what replay needs beside the inputs.
func adopted(_ chamber: Chamber, _ catalogue: Catalogue) throws -> ConfigAdopted {
    let turns = try JSON(encoding: chamber.turns)
    let quartiers = try JSON(encoding: chamber.quartiers)
    let trades = try JSON(encoding: catalogue.trades)
    let whole: JSON = ["turns": turns, "quartiers": quartiers, "trades": trades]
    return ConfigAdopted(
        hash: EventID(body: whole.canonicalBytes).hex, rulesVersion: chamber.turns.version,
        turns: turns, quartiers: quartiers, trades: trades)
}

extension TurnRules {
    /// How long an artisan has to answer, in seconds.
    func respondSeconds(_ urgency: Urgency) -> Int { respondWithinSeconds[urgency] ?? 600 }

    /// How long an offer may wait to be sent, in seconds.
    func sendSeconds(_ urgency: Urgency) -> Int { sendWithinSeconds[urgency] ?? 600 }

    /// When a case of a kind should have been dealt with, in seconds from its opening.
    func caseSeconds(_ kind: CaseKind) -> Int { caseDeadlineSeconds[kind] ?? 24 * 3600 }
}
