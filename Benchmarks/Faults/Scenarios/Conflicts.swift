import LedgerStage
import Model
import Operator

/// The same id comes again with another body: the first wins, the second is an entry and a case.
struct Conflicts: Scenario {
    let name = "conflicts"

    func run(_ context: Context) async throws -> Outcome {
        let count = context.count(100, least: 10)
        return try await Town.with(context) { town in
            let first = await town.take(count)
            try await town.channel.send(first.map(\.message))
            try await town.channel.send(first.map(Self.another))
            try await town.rest()
            let types = try town.ledger.entriesByType()
            let cases = try town.ledger.rows(of: .cases, limit: 100_000).records
                .count { $0["kind"]?.string == "conflict" }
            var more: [String] = []
            let told = types["conflict.recorded"] ?? 0
            if told < count { more.append("\(count) conflicts, \(told) in the ledger") }
            if cases != count { more.append("\(count) conflicts, \(cases) cases") }
            for input in first {
                let said = try town.ledger.entries(subject: input.eventID.subject("r"))
                    .filter { $0.type == "request.accepted" }
                if said.count != 1 { more.append("\(input.id): \(said.count) requests") }
            }
            return try await .of(
                town,
                injected: "\(count) ids again with another body: \(told) entries, "
                    + "\(cases) cases", more: more)
        }
    }

    /// The same id, from somebody else, about something else.
    static func another(_ input: InputEnvelope) -> RawInput {
        var other = input
        if case .object(var data) = input.data {
            data["text"] = "une autre demande: porte cassée, serrurier à Maraval"
            data["phone"] = "0770 11 22 33"
            other.data = .object(data)
        }
        return other.message
    }
}
