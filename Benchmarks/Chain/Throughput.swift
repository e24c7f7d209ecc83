import Foundation

/// What one side of the comparison did.
struct Throughput {
    let requests: Int
    /// How often a message was put into a queue: the unit of a broker's work. One request of the
    /// real chain causes several events, and each stands in every queue that is bound to it.
    let hops: Int
    let took: Duration

    var requestsPerSecond: Double { Double(requests) / seconds }
    var hopsPerRequest: Double { Double(hops) / Double(requests) }
    var hopsPerSecond: Double { Double(hops) / seconds }

    var line: String {
        String(
            format: "%14.0f %22.1f %8.0f", requestsPerSecond, hopsPerRequest, hopsPerSecond)
    }

    private var seconds: Double {
        Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
    }
}
