import Foundation
import LedgerStage
import Model

/// The totals of a city's day, by what happened to people.
struct DemoReport {
    let figures: DemoFigures
    let elapsed: Duration

    func print() {
        let total = figures.states.values.reduce(0, +)
        Console.out(String(format: "\n   %d requests in %.1f s", total, elapsed.seconds))
        for (state, count) in figures.states.sorted(by: { $0.value > $1.value }) {
            Console.out("   \(state.padding(toLength: 16, withPad: " ", startingAt: 0))\(count)")
        }
        let seconds = figures.secondsToAssign
        if let half = DemoFigures.percentile(0.5, of: seconds),
            let most = DemoFigures.percentile(0.95, of: seconds)
        {
            Console.out(
                String(format: "   seconds to accept: p50 %.1f, p95 %.1f", half, most)
                    + "  (the demo's artisans answer within a second or not at all)")
        }
        if !figures.offers.isEmpty {
            let mean = Double(figures.offers.reduce(0, +)) / Double(figures.offers.count)
            Console.out(
                String(
                    format: "   offers per request: %.2f on average, %d at most", mean,
                    figures.offers.max() ?? 0))
        }
        let cases = figures.cases.sorted { $0.value > $1.value }.map { "\($0.key) \($0.value)" }
        Console.out(
            "   cases for a human: " + (cases.isEmpty ? "none" : cases.joined(separator: ", ")))
    }
}
