import Foundation
import Testing

private func text(_ path: String) throws -> String {
    try String(contentsOf: Tree.root.appending(path: path), encoding: .utf8)
}

@Test func everyAlertHasItsHeadingInTheRunbookAndEveryHeadingItsAlert() throws {
    let rules = try text("config/monitoring/rules.yml")
    let alerts = Set(rules.matches(of: /- alert: ([A-Za-z]+)/).map { String($0.1) })
    let headings = try text("docs/runbook.md")
        .matches(of: /\n## Alert: ([A-Za-z]+)\n/).map { String($0.1) }
    #expect(alerts.count > 10)
    #expect(alerts.subtracting(headings).sorted() == [], "alerts without a heading")
    #expect(Set(headings).subtracting(alerts).sorted() == [], "headings without an alert")
    #expect(headings.count == Set(headings).count)
    let links = rules.matches(of: /runbook: 'docs\/runbook.md#alert-([a-z]+)'/)
        .map { String($0.1) }
    #expect(Set(links) == Set(alerts.map { $0.lowercased() }), "the links' anchors")
}
