import Foundation
import Model

/// Times for people: in the chamber's zone.
public struct LocalTime: Sendable {
    private let zone: TimeZone

    /// - Parameter zone: IANA name; UTC where the system does not know it
    public init(zone: String) { self.zone = TimeZone(identifier: zone) ?? .gmt }

    /// `2026-11-22 10:00:05`
    public func moment(_ instant: Instant) -> String { "\(day(instant)) \(clock(instant))" }

    /// `10:00:05`
    public func clock(_ instant: Instant) -> String {
        let local = shifted(instant).rfc3339
        return String(local.dropFirst(11).prefix(8))
    }

    /// `10:00:05.123`
    public func preciseClock(_ instant: Instant) -> String {
        let local = shifted(instant).rfc3339
        return String(local.dropFirst(11).prefix(12))
    }

    /// `2026-11-22`
    public func day(_ instant: Instant) -> String { String(shifted(instant).rfc3339.prefix(10)) }

    /// The same wall-clock reading as UTC, so that it prints without a calendar.
    private func shifted(_ instant: Instant) -> Instant {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
        return instant.advanced(seconds: zone.secondsFromGMT(for: date))
    }
}

/// `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`.
public func duration(milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    switch seconds {
    case ..<10: return "\(seconds).\(abs(milliseconds) % 1000 / 100) s"
    case ..<120: return "\(seconds) s"
    case ..<7200: return "\(seconds / 60) min \(seconds % 60) s"
    default: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
    }
}
