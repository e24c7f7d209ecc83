/// The addresses of a broker's nodes and which is tried next: in order, beginning anew after the
/// last.
struct Addresses {
    private let urls: [BrokerURL]
    private var index = 0
    /// Failures since a connection stood for a while.
    private var failures = 0
    private var connectedAt: ContinuousClock.Instant?

    /// - Parameter urls: at least one
    init(_ urls: [BrokerURL]) { self.urls = urls }

    var current: BrokerURL { urls[index] }

    mutating func connected(at now: ContinuousClock.Instant = .now) { connectedAt = now }

    /// Goes on to the next address.
    /// - Returns: whether all have now failed in a row. A node that lets in and throws out at once
    ///   counts as failing too, or we would go round for ever.
    mutating func advance(at now: ContinuousClock.Instant = .now) -> Bool {
        if let connectedAt, now - connectedAt > .seconds(1) { failures = 0 }
        connectedAt = nil
        index = (index + 1) % urls.count
        failures += 1
        return failures % urls.count == 0
    }
}
