import Configuration
import Model
import Testing

@testable import ClassifierStage

@Suite("What is fitted on held-out scores")
struct HeldOutScoresTests {
    let shape = ModelShape(trades: [])

    /// So many messages with this score of an emergency.
    func add(
        _ count: Int, _ urgency: String, _ score: Float, isDanger: Bool = false,
        to scores: inout HeldOutScores
    ) throws {
        let column = try #require(shape.column(of: Urgency.emergency))
        var row = [Float](repeating: 0, count: shape.width)
        row[column] = score
        for _ in 0..<count {
            scores.take(
                Example(id: "e", text: "", lang: "fr", trade: Example.unknown, urgency: urgency),
                row, isDanger: isDanger)
        }
    }

    @Test func fromTheShareOnFewOthersAreCalledAnEmergency() throws {
        var scores = HeldOutScores(shape)
        try add(20, "emergency", 3, to: &scores)
        try add(95, "week", -3, to: &scores)
        try add(5, "week", 0.2, to: &scores)
        // Five of a hundred have a share of 0.29.
        #expect(scores.emergency(mostFalse: 0.05) < 0.29)
        #expect(scores.emergency(mostFalse: 0.04) > 0.29)
    }

    @Test func whatNamesADangerCountsAmongThem() throws {
        var scores = HeldOutScores(shape)
        try add(20, "emergency", 3, to: &scores)
        try add(95, "week", -3, to: &scores)
        try add(5, "week", 0.2, to: &scores)
        try add(3, "week", -3, isDanger: true, to: &scores)
        #expect(scores.emergency(mostFalse: 0.05) > 0.29)
    }

    @Test func aFewExamplesTellNothing() {
        #expect(HeldOutScores(shape).emergency(mostFalse: 0.05) == 0.3)
    }
}
