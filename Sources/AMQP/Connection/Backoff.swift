/// Pauses between attempts: doubling from a tenth of a second to ten seconds, each cut by a random
/// part of its second half so that many clients do not come back at once.
struct Backoff {
    private var attempts = 0

    mutating func next() -> Duration {
        let full = min(100 << min(attempts, 10), 10_000)
        attempts += 1
        return .milliseconds(Int.random(in: full / 2...full))
    }

    mutating func reset() { attempts = 0 }
}
