/// Whether a measured thing grows: the middle of its first quarter beside that of its last.
struct Growth: Hashable, Sendable {
    let first: Double
    let last: Double

    /// - Returns: `nil` where there is too little to judge by
    init?(_ values: [Double]) {
        guard values.count >= 8 else { return nil }
        let quarter = values.count / 4
        first = Self.median(values.prefix(quarter))
        last = Self.median(values.suffix(quarter))
    }

    /// - Parameters:
    ///   - part: what may be added as a part of the beginning
    ///   - amount: what may be added besides
    func exceeds(part: Double, amount: Double) -> Bool { last > first * (1 + part) + amount }

    static func median(_ values: ArraySlice<Double>) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
    }
}

/// What may not grow, and what it may add.
enum Bounds {
    /// A process's memory from the first quarter of its life to the last, and a stage's over the
    /// whole run, beyond this part and this many KiB.
    static let memoryPart = 0.10
    static let memoryKiB = 4096.0
    /// Open files.
    static let files = 4.0
    /// Stages tell SQLite to cut a WAL back to 64 MiB; it may be larger while a checkpoint waits.
    static let walBytes = 64.0 * 1024 * 1024
    /// Messages in the queues of a stage, from the first quarter to the last.
    static let queued = 300.0
    /// Seconds after its start for which a process is not judged.
    static let warmUp = 120.0
}

extension [Sample] {
    /// - Returns: one sentence for each thing that grows; empty: nothing does
    func growths() -> [String] {
        var found: [String] = []
        for (stage, samples) in Dictionary(grouping: self, by: \.stage).sorted(by: {
            $0.key < $1.key
        }) {
            let judged = samples.filter { $0.age >= Bounds.warmUp }
            for (pid, life) in Dictionary(grouping: judged, by: \.pid).sorted(by: {
                $0.key < $1.key
            }) {
                found += Self.growths(of: life, in: "\(stage) (process \(pid))")
            }
            found += Self.growths(of: judged, in: "\(stage) over the whole run")
            if let wal = samples.map(\.walBytes).max(), wal > Bounds.walBytes {
                found.append("\(stage): a WAL of \(Int(wal / 1024)) KiB")
            }
            let queued = Growth(samples.map(\.queued))
            if let queued, queued.exceeds(part: 0, amount: Bounds.queued) {
                found.append(
                    "\(stage): queues grow from \(Int(queued.first)) to \(Int(queued.last))")
            }
        }
        return found
    }

    private static func growths(of samples: [Sample], in place: String) -> [String] {
        var found: [String] = []
        let memory = Growth(samples.map(\.residentKiB))
        if let memory, memory.exceeds(part: Bounds.memoryPart, amount: Bounds.memoryKiB) {
            found.append(
                "\(place): memory grows from \(Int(memory.first)) to \(Int(memory.last)) KiB")
        }
        let files = Growth(samples.map(\.files))
        if let files, files.exceeds(part: 0, amount: Bounds.files) {
            found.append(
                "\(place): open files grow from \(Int(files.first)) to \(Int(files.last))")
        }
        return found
    }
}
