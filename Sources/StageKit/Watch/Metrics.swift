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

    /// A level that is read when somebody asks for it; it shows nothing while `read` gives `nil`.
    public func reading(
        _ name: String, _ help: String, labels: [String: String] = [:],
        _ read: @escaping @Sendable () -> Double?
    ) {
        _ = meter(name, help, "gauge", labels) { Reading(read) }
    }

    /// Counters of one name that one more label tells apart; its values come as they occur, so
    /// they are to be of a closed list.
    public func counters(
        _ name: String, _ help: String, labels: [String: String] = [:], by label: String
    ) -> CounterFamily {
        families.withLock { families in
            families[name] = families[name] ?? Family(help: help, kind: "counter")
        }
        return CounterFamily { value in
            self.counter(name, help, labels: labels.merging([label: value]) { $1 })
        }
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
