import Bootstrap
import Foundation
import Model

/// Something that is wrong, why, and which command mends it.
struct Finding: Sendable, Hashable {
    /// How bad it is; the worst decides the exit code.
    enum Grade: Int, Sendable, Comparable {
        /// The system works; a person is needed.
        case attention
        /// Something stands still.
        case standstill
        /// The broker cannot be reached.
        case noBroker

        static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }

        var code: Failure.Code {
            switch self {
            case .attention: .checkFailed
            case .standstill: .tryAgain
            case .noBroker: .brokerUnreachable
            }
        }
    }

    var grade: Grade
    /// What is wrong and why, in one line.
    var text: String
    /// What to type.
    var hint: String
}

extension StatusReport {
    /// Seconds that a message may wait before somebody should look.
    static let patience = 120.0
    /// Bytes of a WAL above which a reader must be holding it.
    static let walLimit = 256 << 20

    /// The worst first.
    var findings: [Finding] {
        let all =
            brokerFindings + stages.flatMap(findings) + queues.flatMap(findings)
            + peopleFindings
        let order = all.enumerated().sorted {
            ($1.element.grade.rawValue, $0.offset) < ($0.element.grade.rawValue, $1.offset)
        }
        return order.map(\.element)
    }

    private var brokerFindings: [Finding] {
        var found: [Finding] = []
        if let brokerTrouble {
            found.append(
                Finding(
                    grade: .noBroker, text: "the broker does not tell: \(brokerTrouble)",
                    hint: "is anything running? maalem up; systemctl status rabbitmq-server"))
        }
        for alarm in alarms ?? [] {
            found.append(
                Finding(
                    grade: .standstill, text: "broker alarm: \(alarm); nobody may publish",
                    hint: "free disk or memory, then: rabbitmq-diagnostics alarms"))
        }
        return found
    }

    private func findings(of stage: StageState) -> [Finding] {
        func standstill(_ text: String, _ hint: String) -> Finding {
            Finding(grade: .standstill, text: "\(stage.name): \(text)", hint: hint)
        }
        if let silence = stage.silence {
            return [standstill(silence, "\(log(stage)); \(restart(stage))")]
        }
        if !stage.isLive {
            return [standstill("a loop has been silent too long: it hangs", restart(stage))]
        }
        // Without the lock it is meant to wait, with whatever it says besides.
        if stage.isStandby { return [] }
        var found = stage.reasons.map { standstill($0, hint(for: $0, stage)) }
        found += stage.notes.map { note in
            Finding(
                grade: .attention, text: "\(stage.name): \(note)", hint: hint(for: note, stage))
        }
        if let bytes = stage.walBytes, bytes > Self.walLimit {
            found.append(
                Finding(
                    grade: .attention,
                    text: "\(stage.name): its WAL has \(size(bytes)): a reader holds it",
                    hint: "fuser -v \(data)/\(stage.stage)-*.sqlite; end the reader"))
        }
        return found
    }

    /// What mends a reason of `/ready`.
    private func hint(for reason: String, _ stage: StageState) -> String {
        let part = reason.prefix { $0 != ":" }
        switch true {
        case part == "broker" && reason.contains("blocked"):
            return "rabbitmq-diagnostics alarms; free disk or memory: it goes on by itself"
        case part == "broker":
            return "systemctl status rabbitmq-server: the stage connects again by itself"
        case part == "topology": return "maalem topology plan, then maalem topology apply"
        case reason.contains("the store"):
            return "df -h \(data); ls -l \(data): it goes on by itself"
        case reason.contains("returned"): return "maalem topology plan: a binding is missing"
        case reason.contains("queue is full"):
            return "the fullest queue below names who does not keep up"
        case reason.contains("on hold"):
            return "maalem hold --chamber CODE shows what waits; maalem hold off sends it"
        case reason.contains("clock"): return "\(log(stage)); a clock fails, events go on"
        case reason.contains("cannot consume"): return "maalem topology plan; \(log(stage))"
        default: return log(stage)
        }
    }

    private func findings(of queue: Queue) -> [Finding] {
        var found: [Finding] = []
        let waiting = queue.ready ?? 0
        if queue.consumers == 0, !queue.isKept {
            let stage =
                queue.name == "dead" || queue.name.hasPrefix("dead.")
                ? "ledger" : String(queue.name.prefix { $0 != "." })
            // A unit's instance is a chamber, or a number of a stage that serves all.
            let chamber = queue.name.split(separator: ".").last.flatMap { ChamberCode(String($0)) }
            let unit = "maalem-\(stage)@\(chamber?.text ?? "1")"
            found.append(
                Finding(
                    grade: .standstill,
                    text: "\(queue.name): nobody reads it, \(waiting) wait",
                    hint: "start the \(stage): maalem up, or systemctl start \(unit)"))
        } else if !queue.isKept, let oldest = queue.oldest, oldest > Self.patience {
            found.append(
                Finding(
                    grade: .attention,
                    text: "\(queue.name): \(age(oldest)) behind, \(waiting) wait",
                    hint: "it catches up, or its stage says above what it waits for"))
        }
        if queue.name == "dead.unreadable", waiting > 0 {
            found.append(
                Finding(
                    grade: .attention, text: "\(queue.name): \(waiting) that no client could read",
                    hint: "docs/runbook.md; they stay until an operator takes them out"))
        }
        if let fill = queue.fill, fill > 0.8, !queue.isKept {
            found.append(
                Finding(
                    grade: .attention, text: "\(queue.name): \(Int(fill * 100)) % full",
                    hint: "full, it stops its writers; its limit is `policy` in pipelines/"))
        }
        return found
    }

    private var peopleFindings: [Finding] {
        var found: [Finding] = []
        if let overdue = casesOverdue, overdue > 0 {
            found.append(
                Finding(
                    grade: .attention, text: "\(overdue) of \(casesOpen ?? 0) cases overdue",
                    hint: "maalem cases; maalem cases take ID --reason …"))
        }
        if let dead = deadLetters, dead > 0 {
            found.append(
                Finding(
                    grade: .attention, text: "\(dead) dead letters open",
                    hint: "maalem dead list; dead show ID; dead replay ID --reason …"))
        }
        return found
    }

    private func log(_ stage: StageState) -> String {
        stage.log.map { "tail \($0)" } ?? "journalctl -n 20 -u '\(unit(stage))'"
    }

    private func restart(_ stage: StageState) -> String {
        // What `maalem up` started it also starts again.
        stage.pid.map { "kill -9 \($0): maalem up starts it again" }
            ?? "systemctl restart '\(unit(stage))'"
    }

    /// `maalem-matcher@31` for the stage `matcher-31`.
    private func unit(_ stage: StageState) -> String {
        let instance = stage.name.dropFirst(stage.stage.count + 1)
        return "maalem-\(stage.stage)@\(instance.isEmpty ? "*" : String(instance))"
    }
}
