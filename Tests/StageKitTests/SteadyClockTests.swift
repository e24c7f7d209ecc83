import Model
import StageKit
import Synchronization
import Testing

/// A wall clock that a test sets, and the moments that pass meanwhile.
private final class Hands: WallClock {
    private let state = Mutex(
        (wall: Instant(milliseconds: 1_000_000_000), moment: ContinuousClock.now))

    func now() -> Instant { state.withLock { $0.wall } }
    var moment: ContinuousClock.Instant { state.withLock { $0.moment } }

    /// Time that passes in truth.
    func pass(seconds: Int) {
        state.withLock { state in
            state.wall = state.wall.advanced(seconds: seconds)
            state.moment += .seconds(seconds)
        }
    }

    /// Somebody sets the clock.
    func step(seconds: Int) {
        state.withLock { $0.wall = $0.wall.advanced(seconds: seconds) }
    }
}

@Suite("A clock that never runs back")
struct SteadyClockTests {
    private let hands = Hands()
    private let clock: SteadyClock
    private let start: Instant

    init() {
        let hands = hands
        clock = SteadyClock(hands) { hands.moment }
        start = clock.now()
    }

    private var passed: Int64 { clock.now().milliseconds - start.milliseconds }

    @Test func itIsTheMachinesClockWhileThatRunsForward() {
        for _ in 0..<10 {
            hands.pass(seconds: 7)
            #expect(clock.now() == hands.now())
        }
        hands.step(seconds: 3600)
        #expect(clock.now() == hands.now())
        #expect(clock.lead == 0)
    }

    @Test func whereTheMachinesStepsBackItGoesOnALittleSlower() {
        hands.pass(seconds: 10)
        #expect(passed == 10_000)
        hands.step(seconds: -3600)
        #expect(passed == 10_000)
        #expect(clock.lead == 3600)
        hands.pass(seconds: 600)
        #expect(passed == 550_000)
        #expect(clock.lead == 3540)
    }

    @Test func itIsCaughtUpWithAndThenFollows() {
        hands.step(seconds: -60)
        hands.pass(seconds: 599)
        #expect(clock.now() > hands.now())
        hands.pass(seconds: 1)
        #expect(clock.now() == hands.now())
        hands.pass(seconds: 5)
        #expect(clock.now() == hands.now())
    }

    @Test func noSequenceOfStepsTurnsItBackOrStopsIt() {
        var last = clock.now()
        for step in [3600, -7200, 10, -1, -86_400, 7200, 0, -5, 100_000, -100_000] {
            hands.step(seconds: step)
            #expect(clock.now() >= last)
            last = clock.now()
            hands.pass(seconds: 20)
            #expect(clock.now().milliseconds >= last.milliseconds + 18_000)
            last = clock.now()
        }
    }

    @Test func aTimeThatWasGivenOutBeforeIsWhereItGoesOn() {
        clock.notBefore(start.advanced(seconds: 3600))
        #expect(passed == 3_600_000)
        hands.pass(seconds: 10)
        #expect(passed == 3_609_000)
        clock.notBefore(start)
        #expect(passed == 3_609_000)
    }
}
