import AMQP
import Foundation
import Model
import Operator
import StageKit

/// What a stage takes at a moment.
struct Sample: Sendable {
    /// Seconds since the run began.
    let at: Double
    let stage: String
    let pid: Int32
    /// Seconds since the process was first seen.
    let age: Double
    let residentKiB: Double
    /// Open file descriptors.
    let files: Double
    let walBytes: Double
    let storeBytes: Double
    /// Messages in its queues, handed out or not.
    let queued: Double

    static let heading = "seconds,stage,pid,age_s,rss_kib,open_files,wal_bytes,store_bytes,queued"

    var line: String {
        let figures = [age, residentKiB, files, walBytes, storeBytes, queued]
            .map { String(Int($0)) }
        return ([String(Int(at)), stage, String(pid)] + figures).joined(separator: ",")
    }
}

/// Takes samples of every stage and appends them to a file.
actor Sampler {
    private let town: Town
    private let management: ManagementClient
    private let file: FileHandle
    private let start = ContinuousClock.now
    private var firstSeen: [Int32: Double] = [:]
    private(set) var samples: [Sample] = []

    /// - Parameter path: of the CSV file, made anew
    init(_ town: Town, path: String) throws {
        self.town = town
        management = try ManagementClient(url: town.system.run.managementURL)
        try Data("\(Sample.heading)\n".utf8).write(to: URL(filePath: path))
        file = try FileHandle(forWritingTo: URL(filePath: path))
        try file.seekToEnd()
    }

    /// Messages in all queues when it was last looked.
    var queued: Double {
        guard let last = samples.last?.at else { return 0 }
        return samples.filter { $0.at == last }.map(\.queued).reduce(0, +)
    }

    /// Returns when cancelled.
    func run(every period: Duration) async throws {
        while !Task.isCancelled {
            try await take()
            try await pause(until: .now + period)
        }
    }

    private func take() async throws {
        let (seconds, attoseconds) = start.duration(to: .now).components
        let at = Double(seconds) + Double(attoseconds) / 1e18
        // A broker that is being restarted says nothing; what it last said is near enough.
        let depths = try? await depths()
        for process in await town.processes() where process.isRunning {
            let name = process.launch.name
            guard let resident = Self.resident(process.pid),
                let files = try? FileManager.default.contentsOfDirectory(
                    atPath: "/proc/\(process.pid)/fd")
            else { continue }
            let since = firstSeen[process.pid] ?? at
            firstSeen[process.pid] = since
            let before = samples.last { $0.stage == name }?.queued ?? 0
            let sample = Sample(
                at: at, stage: name, pid: process.pid, age: at - since, residentKiB: resident,
                files: Double(files.count), walBytes: size("\(name)-31.sqlite-wal"),
                storeBytes: size("\(name)-31.sqlite"),
                queued: depths.map { $0[name] ?? 0 } ?? before)
            samples.append(sample)
            try file.write(contentsOf: Data("\(sample.line)\n".utf8))
        }
    }

    /// By stage: a queue's name begins with its stage's, and dead letters are the ledger's.
    private func depths() async throws -> [String: Double] {
        var depths: [String: Double] = [:]
        for queue in try await management.queues() where Town.isWork(queue.name) {
            let first = queue.name.split(separator: ".").first.map(String.init) ?? ""
            let depth = (queue.messagesReady ?? 0) + (queue.messagesUnacknowledged ?? 0)
            depths[first == "dead" ? "ledger" : first, default: 0] += Double(depth)
        }
        return depths
    }

    private func size(_ name: String) -> Double {
        let attributes = try? FileManager.default.attributesOfItem(atPath: "\(town.data)/\(name)")
        return (attributes?[.size] as? NSNumber)?.doubleValue ?? 0
    }

    /// KiB in memory; `nil` where the process is gone.
    private static func resident(_ pid: Int32) -> Double? {
        guard let text = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        else { return nil }
        return text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }?
            .split(whereSeparator: { !$0.isNumber }).first.flatMap { Double($0) }
    }
}
