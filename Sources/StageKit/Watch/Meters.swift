import Synchronization

/// One line of a meter.
struct Sample {
    var suffix = ""
    var labels: [String: String] = [:]
    let value: String
}

protocol Meter: Sendable {
    var samples: [Sample] { get }
}

/// A number that only rises.
public final class Counter: Meter {
    private let count = Atomic<Int>(0)

    public func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    public var value: Int { count.load(ordering: .relaxed) }

    var samples: [Sample] { [Sample(value: String(value))] }
}

/// A number that rises and falls.
public final class Gauge: Meter {
    private let bits = Atomic<UInt64>(0)

    public func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    public func set(_ value: Int) { set(Double(value)) }

    public var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    var samples: [Sample] { [Sample(value: plain(value))] }
}

/// A level that is read when somebody asks for it.
final class Reading: Meter {
    private let read: @Sendable () -> Double?

    init(_ read: @escaping @Sendable () -> Double?) { self.read = read }

    var samples: [Sample] { read().map { [Sample(value: plain($0))] } ?? [] }
}

/// Counters of one name, by the value of one label.
public final class CounterFamily: Sendable {
    private let known = Mutex<[String: Counter]>([:])
    private let make: @Sendable (String) -> Counter

    init(_ make: @escaping @Sendable (String) -> Counter) { self.make = make }

    public func add(_ value: String, _ amount: Int = 1) {
        let counter = known.withLock { known in
            let counter = known[value] ?? make(value)
            known[value] = counter
            return counter
        }
        counter.add(amount)
    }
}

/// How values are spread: counts below fixed bounds, the sum and the count.
public final class Histogram: Meter {
    /// Bounds for the time that a batch takes, in seconds.
    public static let seconds = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30]
    /// Bounds for the size of a batch.
    public static let sizes: [Double] = [1, 5, 20, 50, 100, 200, 500, 1000]

    private let bounds: [Double]
    private let state: Mutex<(counts: [Int], sum: Double)>

    init(buckets: [Double]) {
        bounds = buckets
        state = Mutex((Array(repeating: 0, count: buckets.count + 1), 0))
    }

    /// How long something took that began then.
    public func observe(since start: ContinuousClock.Instant) {
        observe((ContinuousClock.now - start).inSeconds)
    }

    public func observe(_ value: Double) {
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock { state in
            state.counts[index] += 1
            state.sum += value
        }
    }

    var samples: [Sample] {
        let (counts, sum) = state.withLock { $0 }
        var total = 0
        var samples = zip(bounds.map(plain) + ["+Inf"], counts).map { bound, count in
            total += count
            return Sample(suffix: "_bucket", labels: ["le": bound], value: String(total))
        }
        samples.append(Sample(suffix: "_sum", value: plain(sum)))
        samples.append(Sample(suffix: "_count", value: String(total)))
        return samples
    }
}

extension Duration {
    /// Seconds with their fraction.
    package var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}

/// A number without a needless fraction.
private func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
