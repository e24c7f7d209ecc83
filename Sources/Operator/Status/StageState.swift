import Foundation
import FoundationNetworking
import Model

/// What a stage says of itself at `/status`; or that it says nothing.
struct StageState: Sendable {
    /// One queue, as its reader sees it.
    struct Reading: Sendable, Hashable {
        /// Seconds; `nil`: nobody knows.
        var lag: Double?
        var batch: Int?
    }

    /// The last thing that went wrong in a part.
    struct LastError: Sendable, Hashable {
        var part: String
        var text: String
        var at: Instant?
    }

    /// `matcher`, `classifier-2`
    var name: String
    /// `nil`: not known, since something else started it.
    var pid: Int?
    /// Where its log is; `nil`: not known.
    var log: String?
    /// `nil`: it answers.
    var silence: String?
    /// Its process does not exist any more.
    var isGone = false
    var isLive = true
    var isReady = false
    var isStandby = false
    var reasons: [String] = []
    /// What somebody should know although it is ready.
    var notes: [String] = []
    /// Why parts are paused, by part.
    var pauses: [String: String] = [:]
    var lastError: LastError?
    var readings: [String: Reading] = [:]
    var outboxRows: Int?
    var walBytes: Int?
    /// The stage's own levels, summed: `maalem_matcher_cases_open`.
    var levels: [String: Int] = [:]

    /// The stage of the pipeline: `classifier`.
    var stage: String { String(name.prefix { $0 != "-" }) }

    /// In a word.
    var word: String {
        if silence != nil { return isGone ? "gone" : "silent" }
        if !isLive { return "hung" }
        if isStandby { return "standby" }
        if !pauses.isEmpty { return "paused" }
        return isReady ? "ready" : "not ready"
    }

    /// The oldest event in hand of any of its queues; `nil`: not known of any.
    var lag: Double? { readings.values.compactMap(\.lag).max() }

    /// The smallest batch in force: after a start a stage takes one message at a time.
    var batch: Int? { readings.values.compactMap(\.batch).min() }
}

extension StageState {
    /// Reads what `/status` answered.
    init(name: String, pid: Int?, log: String?, told: JSON) {
        self.init(name: name, pid: pid, log: log)
        isLive = told["live"] != false
        isReady = told["ready"] == true
        isStandby = told["standby"] == true
        reasons = told["reasons"]?.array?.compactMap(\.string) ?? []
        notes = told["notes"]?.array?.compactMap(\.string) ?? []
        pauses = told["paused"]?.object?.compactMapValues(\.string) ?? [:]
        lastError = (told["lastErrors"]?.object ?? [:]).map { part, error in
            LastError(
                part: part, text: error["text"]?.string ?? "",
                at: error["at"]?.string.flatMap(Instant.init(rfc3339:)))
        }.max { ($0.at?.milliseconds ?? 0) < ($1.at?.milliseconds ?? 0) }
        for (part, facts) in told["parts"]?.object ?? [:] {
            let facts = facts.object ?? [:]
            if let limit = facts["batchLimit"]?.integer {
                readings[part] = Reading(
                    lag: facts["lagSeconds"]?.double,
                    batch: Int(facts["batchInForce"]?.integer ?? limit))
            }
            func add(_ name: String, to total: inout Int?) {
                if let value = facts[name]?.integer { total = (total ?? 0) + Int(value) }
            }
            add("outboxRows", to: &outboxRows)
            add("walBytes", to: &walBytes)
            for (name, value) in facts where name.hasPrefix("maalem_") {
                levels[name, default: 0] += Int(value.integer ?? 0)
            }
        }
    }

    /// Asks every stage at once.
    static func ask(_ stages: [RunFile.Stage]) async -> [StageState] {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 3
        let session = URLSession(configuration: configuration)
        defer { session.invalidateAndCancel() }
        return await withTaskGroup(of: (Int, StageState).self) { group in
            for (index, stage) in stages.enumerated() {
                group.addTask { (index, await ask(stage, session)) }
            }
            var answers: [(Int, StageState)] = []
            for await answer in group { answers.append(answer) }
            return answers.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    private static func ask(_ stage: RunFile.Stage, _ session: URLSession) async -> StageState {
        let pid = stage.pid > 0 ? stage.pid : nil
        let log = stage.log.isEmpty ? nil : stage.log
        var state = StageState(name: stage.name, pid: pid, log: log)
        guard let url = URL(string: stage.http + "/status") else {
            state.silence = "its address is not known"
            return state
        }
        do {
            let (body, _) = try await session.data(from: url)
            return StageState(
                name: stage.name, pid: pid, log: log, told: try JSONReader.read(Array(body)))
        } catch is JSONError {
            state.silence = "something else answers at \(stage.http)"
        } catch {
            let isGone = pid.map { kill(Int32($0), 0) != 0 } ?? false
            state.isGone = isGone
            state.silence = isGone ? "its process \(pid ?? 0) is gone" : "it does not answer"
        }
        return state
    }
}
