import GRDB
import Model
import StatefulStageKit

// What the matcher shows of its own at /metrics.
extension MatcherStage {
    private static let casesOpen = "maalem_matcher_cases_open"
    private static let casesOverdue = "maalem_matcher_cases_overdue"
    private static let requestsOpen = "maalem_matcher_requests_open"

    public static var figures: [Figure] {
        [
            Figure(casesOpen, "Cases that wait for a person, by kind.", .level),
            Figure(casesOverdue, "Open cases past their deadline, by kind.", .level),
            Figure(requestsOpen, "Requests in hand, by state.", .level),
        ]
    }

    public static func levels(_ store: MatcherStore, at now: Instant) throws -> [FigureValue] {
        let cases = try store.openCases(at: now)
        let requests = try store.openRequests()
        let kinds = CaseKind.allCases.flatMap { kind in
            let labels = ["kind": kind.rawValue]
            let (open, overdue) = cases[kind.rawValue] ?? (0, 0)
            return [
                FigureValue(casesOpen, labels, open), FigureValue(casesOverdue, labels, overdue),
            ]
        }
        let states = RequestInHand.open.map { state in
            FigureValue(requestsOpen, ["state": state.rawValue], requests[state.rawValue] ?? 0)
        }
        return kinds + states
    }
}

extension MatcherStore {
    /// How many cases are open and how many of them overdue, by kind.
    fileprivate func openCases(at now: Instant) throws -> [String: (open: Int, overdue: Int)] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT kind, count(*), sum(deadline < ?) FROM case_file
                WHERE closed_at IS NULL GROUP BY kind
                """, arguments: [now.milliseconds])
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], ($0[1], $0[2])) })
    }

    fileprivate func openRequests() throws -> [String: Int] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT state, count(*) FROM request
                WHERE state IN ('asking', 'rereading', 'held', 'stuck', 'offered', 'waiting')
                GROUP BY state
                """)
        return Dictionary(uniqueKeysWithValues: rows.map { ($0[0], $0[1]) })
    }
}
