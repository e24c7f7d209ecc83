import Model
import Operator

/// Every input goes out one to five times, in any order.
struct Duplicates: Scenario {
    let name = "duplicates"

    func run(_ context: Context) async throws -> Outcome {
        let count = context.count(600, least: 40)
        return try await Town.with(context) { town in
            var draw = context.draw()
            let once = await town.take(count)
            let copies = draw.shuffled(
                once.flatMap { input in
                    Array(repeating: input.message, count: 1 + draw.below(5))
                })
            for start in stride(from: 0, to: copies.count, by: 40) {
                try await town.channel.send(
                    Array(copies[start..<min(start + 40, copies.count)]))
            }
            return try await .of(
                town, injected: "\(count) requests as \(copies.count) copies, shuffled")
        }
    }
}
