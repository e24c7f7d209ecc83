import Configuration
import Model

extension TurnRules {
    /// How long an artisan has to answer, in seconds.
    func respondSeconds(_ urgency: Urgency) -> Int { respondWithinSeconds[urgency] ?? 600 }

    /// How long an offer may wait to be sent, in seconds.
    func sendSeconds(_ urgency: Urgency) -> Int { sendWithinSeconds[urgency] ?? 600 }

    /// When a case of a kind should have been dealt with, in seconds from its opening.
    func caseSeconds(_ kind: CaseKind) -> Int { caseDeadlineSeconds[kind] ?? 24 * 3600 }
}
