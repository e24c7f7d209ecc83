import Foundation
import Testing

@testable import ClassifierStage

@Suite("Figures on the labelled examples")
struct EvaluationTests {
    @Test func theTriagerStaysAsGoodAsItWas() throws {
        let requests = try Examples.requests()
        let evaluation = Evaluation(
            requests, try Examples.triager.get(), try Examples.gazetteer.get())
        // MAALEM_EVALUATION names a file for the figures and every mistake.
        if let path = ProcessInfo.processInfo.environment["MAALEM_EVALUATION"] {
            let odd = Evaluation(
                requests.enumerated().filter { $0.offset % 2 == 1 }.map(\.element),
                try Examples.triager.get(), try Examples.gazetteer.get())
            let text = [evaluation.report, "second half:", odd.report] + evaluation.mistakes
            try text.joined(separator: "\n").write(toFile: path, atomically: true, encoding: .utf8)
        }
        #expect(evaluation.trades.value >= 0.75)
        #expect(evaluation.places.value >= 0.95)
        #expect(evaluation.wrongPlaces.value <= 0.01)
        #expect(evaluation.emergencies.value >= 0.9)
    }
}
