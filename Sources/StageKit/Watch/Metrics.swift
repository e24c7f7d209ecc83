import Synchronization

/// The numbers that a process shows at `/metrics`, in the text form that Prometheus reads.
///
/// Asking twice for the same name and labels gives the same meter. Names follow
/// `maalem_<room>_<what>_<unit>`; counters end in `_total`.
public final class Metrics: Sendable {
    private struct Family {
        let help: String
        let kind: String
        var meters: [(labels: [String: String], meter: any Meter)] = []
    }

    private let families = Mutex<[String: Family]>([:])

    public init() {}

    /// A number that only rises.
    public func counter(
        _ name: String, _ help: String, labels: [String: String] = [:]
    ) -> Counter {
        meter(name, help, "counter", labels) { Counter() }
    }

    /// A number that rises and falls.
    public func gauge(_ name: String, _ help: String, labels: [String: String] = [:]) -> Gauge {
        meter(name, help, "gauge", labels) { Gauge() }
    }

    /// How values are spread.
    /// - Parameter buckets: upper bounds, rising
    public func histogram(
        _ name: String, _ help: String, labels: [String: String] = [:], buckets: [Double]
    ) -> Histogram {
        meter(name, help, "histogram", labels) { Histogram(buckets: buckets) }
    }

    private func meter<M: Meter>(
        _ name: String, _ help: String, _ kind: String, _ labels: [String: String],
        _ make: () -> M
    ) -> M {
        families.withLock { families in
            var family = families[name] ?? Family(help: help, kind: kind)
            for known in family.meters where known.labels == labels {
                if let meter = known.meter as? M { return meter }
            }
            let meter = make()
            family.meters.append((labels, meter))
            families[name] = family
            return meter
        }
    }

    /// All meters in the text exposition format 0.0.4 of Prometheus.
    public var exposition: String {
        families.withLock { families in
            families.sorted { $0.key < $1.key }.map { name, family in
                let lines = family.meters.flatMap { labels, meter in
                    meter.samples.map { sample in
                        let text = Self.text(labels.merging(sample.labels) { $1 })
                        return "\(name)\(sample.suffix)\(text) \(sample.value)\n"
                    }
                }
                return "# HELP \(name) \(family.help)\n# TYPE \(name) \(family.kind)\n"
                    + lines.joined()
            }.joined()
        }
    }

    private static func text(_ labels: [String: String]) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.sorted { $0.key < $1.key }.map { name, value in
            let escaped = value.flatMap { character -> String in
                switch character {
                case "\\": "\\\\"
                case "\"": "\\\""
                case "\n": "\\n"
                default: String(character)
                }
            }
            return "\(name)=\"\(String(escaped))\""
        }
        return "{\(pairs.joined(separator: ","))}"
    }
}

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

/// A number without a needless fraction.
private func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
}
