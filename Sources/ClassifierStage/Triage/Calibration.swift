/// Numbers fitted on `config/examples/requests.jsonl` (docs/triage.md).
struct Calibration: Hashable, Sendable {
    /// Of the softmax: how fast a lead becomes certainty.
    var temperature = 0.9
    /// The score that no trade at all would have.
    var nothing = 1.0
    /// From this confidence the first trade is the decision.
    var decide = 0.5
    /// From this score of an intent a message asks for no work.
    var intent = 1.0
    /// From this score thanks and questions are no by-work of a request for a known trade.
    var polite = 2.2
    /// Weight of a trade that a channel gave as a hint.
    var hint = 4.0
    /// From this share of two jobs the learned model's second trade may be named.
    var secondJob: Float = 0.12
    /// The share that the second trade itself must have.
    var secondShare = 0.03
    /// From this weight of its own a second trade is named.
    var second = 2.5
}

/// Four decimals: more would be noise.
func rounded(_ value: Double) -> Double { (value * 10_000).rounded() / 10_000 }
