import Foundation
import Model

/// The runner's clock. Stages never read one: they are told the time (law 3).
public protocol WallClock: Sendable {
    func now() -> Instant
}

/// The machine's clock.
public struct SystemClock: WallClock {
    public init() {}

    public func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
