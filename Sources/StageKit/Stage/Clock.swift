import Foundation
import Model
import Synchronization

/// The runner's clock. Stages never read one: they are told the time (law 3).
public protocol WallClock: Sendable {
    func now() -> Instant
    /// Says that this time was already given out, by a process before this one.
    func notBefore(_ time: Instant)
    /// How far it is ahead of the machine's clock, in seconds.
    var lead: Double { get }
}

extension WallClock {
    public func notBefore(_ time: Instant) {}
    public var lead: Double { 0 }
}

/// The machine's clock.
public struct SystemClock: WallClock {
    public init() {}

    public func now() -> Instant {
        Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}

/// The machine's clock, except that it never runs back and never stands still: where the machine's
/// steps back, this one goes on from where it was at nine tenths of the pace, until the machine's
/// has caught up. So who has ten minutes to answer has eleven at most, whatever the clock does
/// (docs/decisions/0011).
public final class SteadyClock: WallClock {
    /// A time that was right, or given out, at a moment of the process.
    private struct Anchor {
        var time: Instant
        var moment: ContinuousClock.Instant

        func time(at now: ContinuousClock.Instant) -> Instant {
            let (seconds, attoseconds) = moment.duration(to: now).components
            let passed = seconds * 1000 + attoseconds / 1_000_000_000_000_000
            return time.advanced(milliseconds: passed - passed / 10)
        }
    }

    private let wall: any WallClock
    private let moment: @Sendable () -> ContinuousClock.Instant
    private let anchor = Mutex<Anchor?>(nil)

    /// - Parameters:
    ///   - wall: the machine's clock, which may step
    ///   - moment: what never steps
    public init(
        _ wall: any WallClock = SystemClock(),
        moment: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.wall = wall
        self.moment = moment
    }

    public func now() -> Instant {
        anchor.withLock { anchor in
            let wall = wall.now()
            let moment = moment()
            if let own = anchor?.time(at: moment), own > wall { return own }
            anchor = Anchor(time: wall, moment: moment)
            return wall
        }
    }

    public func notBefore(_ time: Instant) {
        guard now() < time else { return }
        let moment = moment()
        anchor.withLock { $0 = Anchor(time: time, moment: moment) }
    }

    public var lead: Double {
        let own = now()
        return Double(max(0, own.milliseconds - wall.now().milliseconds)) / 1000
    }
}
