import Model

/// `12 s`, `3 min`, `2 h 5 min`; a dash where there is nothing, a question mark where nobody knows.
func age(_ seconds: Double) -> String {
    switch Int(seconds) {
    case ..<120: "\(Int(seconds)) s"
    case ..<7200: "\(Int(seconds) / 60) min"
    case ..<172_800: "\(Int(seconds) / 3600) h"
    default: "\(Int(seconds) / 86_400) d"
    }
}

/// `4.2 MiB`
func size(_ bytes: Int) -> String {
    let (amount, unit) =
        switch bytes {
        case ..<1024: (Double(bytes), "B")
        case ..<(1 << 20): (Double(bytes) / 1024, "KiB")
        case ..<(1 << 30): (Double(bytes) / 1_048_576, "MiB")
        default: (Double(bytes) / 1_073_741_824, "GiB")
        }
    if amount >= 10 || unit == "B" { return "\(Int(amount)) \(unit)" }
    return "\(Int(amount)).\(Int(amount * 10) % 10) \(unit)"
}

/// The report as lines that fit a terminal: what is wrong first, then stages, then queues.
struct StatusScreen {
    let report: StatusReport
    let width: Int
    /// Lines at most; `nil`: as many as there are.
    let height: Int?
    let local: LocalTime

    var lines: [String] {
        let head = [heading]
        var findings = self.findings
        let stages = table(stagesTable)
        let summary = [summary]
        guard let height else {
            return head + findings + [""] + stages + [""] + table(queuesTable(report.queues))
                + [""] + summary
        }
        // A head, a summary, two empty lines, and at least four lines of queues.
        let room = height - 4 - stages.count
        let most = max(2, room - 4)
        if findings.count > most {
            let rest = (findings.count - most + 2) / 2
            findings = findings.prefix(most - 1) + ["  … and \(rest) more: maalem status"]
        }
        let queues = fitted(max(2, room - findings.count))
        let all = head + findings + stages + [""] + queues + [""] + summary
        return Array(all.prefix(height)).map { cut($0) }
    }

    private var heading: String {
        let worst = report.findings.first?.grade
        let word =
            switch worst {
            case nil: "ALL WELL"
            case .attention: "NEEDS A PERSON"
            case .standstill: "SOMETHING STANDS STILL"
            case .noBroker: "NO BROKER"
            }
        let left = "maalem \(report.data)  \(local.moment(report.at))"
        let gap = max(2, width - TerminalText(left).width - word.count)
        return left + String(repeating: " ", count: gap) + word
    }

    /// Two lines each: what and why, and what to type.
    private var findings: [String] {
        report.findings.flatMap { [cut("! \($0.text)"), cut("  → \($0.hint)")] }
    }

    private func cut(_ line: String) -> String { TerminalText(line).cut(to: width).printed }

    private func table(_ table: Table) -> [String] {
        table.rows.isEmpty
            ? []
            : table.text(width: width).split(separator: "\n").map { line in
                String(line.reversed().drop { $0 == " " }.reversed())
            }
    }

    // MARK: Stages

    private var stagesTable: Table {
        var table = Table([
            .init("stage"), .init("state"), .init("batch", isNumber: true),
            .init("lag", isNumber: true), .init("outbox", isNumber: true),
            .init("wal", isNumber: true), .init("last error", isElastic: true),
        ])
        for stage in report.stages {
            table.add([
                .string(stage.name), .string(stage.word), JSON(stage.batch),
                stage.silence == nil ? text(stage.lag) : "?", JSON(stage.outboxRows),
                JSON(stage.walBytes.map(size)), JSON(lastError(of: stage)),
            ])
        }
        return table
    }

    private func lastError(of stage: StageState) -> String? {
        guard let error = stage.lastError else { return nil }
        let when = error.at.map { "\(local.clock($0)) " } ?? ""
        return "\(when)\(error.part): \(error.text)"
    }

    // MARK: Queues

    private func queuesTable(_ queues: [StatusReport.Queue]) -> Table {
        var table = Table([
            .init("queue", isElastic: true), .init("ready", isNumber: true),
            .init("unacked", isNumber: true), .init("in/s", isNumber: true),
            .init("out/s", isNumber: true), .init("oldest", isNumber: true),
            .init("consumers", isNumber: true),
        ])
        for queue in queues {
            let oldest = queue.isEmpty ? "-" : text(queue.oldest)
            table.add([
                .string(queue.name), JSON(queue.ready.map(String.init) ?? "?"),
                JSON(queue.unacked.map(String.init) ?? "?"), rate(queue.rateIn),
                rate(queue.rateOut), oldest, JSON(queue.consumers.map(String.init) ?? "?"),
            ])
        }
        return table
    }

    /// The busiest queues in the order of their names, and how many more there are.
    private func fitted(_ room: Int) -> [String] {
        let queues = report.queues
        if queues.count + 1 <= room { return table(queuesTable(queues)) }
        let most = max(1, room - 2)
        let chosen = Set(
            queues.filter { !$0.isQuiet }.sorted { ($0.ready ?? 0) > ($1.ready ?? 0) }
                .prefix(most).map(\.name))
        let filled = chosen.union(
            queues.filter { !chosen.contains($0.name) }.prefix(most - chosen.count).map(\.name))
        let shown = queues.filter { filled.contains($0.name) }
        let rest = queues.filter { !filled.contains($0.name) }
        let word = rest.allSatisfy(\.isQuiet) ? "empty" : "less busy"
        return table(queuesTable(shown)) + ["… \(rest.count) more, \(word)"]
    }

    private func rate(_ rate: Double?) -> JSON {
        guard let rate else { return "?" }
        return .string(rate < 10 && rate > 0 ? "\((rate * 10).rounded() / 10)" : "\(Int(rate))")
    }

    private func text(_ seconds: Double?) -> JSON { .string(seconds.map(age) ?? "?") }

    // MARK: People

    private var summary: String {
        func told(_ value: Int?) -> String { value.map(String.init) ?? "?" }
        return cut(
            "cases \(told(report.casesOpen)) open, \(told(report.casesOverdue)) overdue"
                + " · dead letters \(told(report.deadLetters))"
                + " · outbox \(told(report.outboxRows))"
                + " · blocked \(report.blocked.isEmpty ? "none" : "\(report.blocked.count)")"
                + " · entries \(told(report.ledgerEntries))")
    }
}
