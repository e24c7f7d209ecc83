import Foundation

/// The likeliest answer to what is asked for: a trade, an unclear request, or no request of any
/// kind, which counts as one answer.
struct BestAnswer {
    let columns: Range<Int>
    let share: Float

    init(_ shares: [Float], _ shape: ModelShape) {
        var best = 0
        for column in 0...shape.unknown where shares[column] > shares[best] { best = column }
        let none = shape.noRequest.reduce(Float(0)) { $0 + shares[$1] }
        let isNone = none > shares[best]
        columns = isNone ? shape.noRequest : best..<(best + 1)
        share = isNone ? none : shares[best]
    }
}

/// What the share of the best answer is worth: a straight line through the log odds (Platt). A
/// temperature alone fits all shares of all answers, and so none of them well.
struct Sureness: Codable, Hashable, Sendable {
    var slope: Float = 1
    var shift: Float = 0

    func of(_ share: Float) -> Float {
        let inside = min(max(share, 1e-6), 1 - 1e-6)
        return 1 / (1 + exp(-(slope * log(inside / (1 - inside)) + shift)))
    }

    /// The best answer gets its worth; the others keep their proportions and stay behind it.
    func apply(to shares: inout [Float], _ shape: ModelShape) {
        let best = BestAnswer(shares, shape)
        var second: Float = 0
        for column in shape.asked where !best.columns.contains(column) {
            second = max(second, shares[column])
        }
        guard best.share > 0, best.share < 1 else { return }
        // Never so low that another answer would be the best.
        let least = second / (1 - best.share + second)
        let worth = max(of(best.share), least)
        for column in shape.asked {
            shares[column] *=
                best.columns.contains(column)
                ? worth / best.share : (1 - worth) / (1 - best.share)
        }
    }
}
