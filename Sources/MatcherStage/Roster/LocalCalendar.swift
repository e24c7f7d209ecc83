import Foundation
import Model

/// A day of the chamber's calendar, `YYYY-MM-DD`; earlier days compare as less.
struct LocalDate: TextIdentifier, Comparable {
    let text: String

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard text.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]),
            (1...9999).contains(year), (1...12).contains(month), day >= 1,
            day <= Self.days(of: month, in: year)
        else { return nil }
        self.text = text
    }

    fileprivate init(year: Int, month: Int, day: Int) {
        func padded(_ value: Int, _ width: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        text = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    static func < (left: LocalDate, right: LocalDate) -> Bool { left.text < right.text }

    private static func days(of month: Int, in year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }
}

/// What a clock on the wall of the chamber shows.
struct LocalMoment: Hashable, Sendable {
    /// ISO number: 1 = Monday … 7 = Sunday.
    let weekday: Int
    /// Minutes after midnight.
    let minute: Int

    /// The ISO number of the day before.
    var yesterday: Int { weekday == 1 ? 7 : weekday - 1 }
}

/// A time zone that the system does not know.
struct UnknownTimeZone: Error, Hashable, CustomStringConvertible {
    let identifier: String
    var description: String { "no time zone is called \(identifier)" }
}

/// The chamber's calendar: convention dates and opening hours are local.
struct LocalCalendar: Sendable {
    private let calendar: Calendar

    /// - Throws: `UnknownTimeZone`
    init(timeZone identifier: String) throws {
        guard let zone = TimeZone(identifier: identifier) else {
            throw UnknownTimeZone(identifier: identifier)
        }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        self.calendar = calendar
    }

    func date(of instant: Instant) -> LocalDate {
        let parts = calendar.dateComponents([.year, .month, .day], from: foundation(instant))
        return LocalDate(year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1)
    }

    func moment(of instant: Instant) -> LocalMoment {
        let parts = calendar.dateComponents([.weekday, .hour, .minute], from: foundation(instant))
        // Foundation counts from Sunday = 1.
        let weekday = parts.weekday ?? 2
        return LocalMoment(
            weekday: weekday == 1 ? 7 : weekday - 1,
            minute: (parts.hour ?? 0) * 60 + (parts.minute ?? 0))
    }

    /// When the day begins.
    func start(of day: LocalDate) -> Instant {
        let numbers = day.text.split(separator: "-").compactMap { Int($0) }
        let parts = DateComponents(year: numbers[0], month: numbers[1], day: numbers[2])
        let date = calendar.date(from: parts) ?? .distantFuture
        return instant(calendar.startOfDay(for: date))
    }

    /// When the day after begins.
    func end(of day: LocalDate) -> Instant {
        let begin = foundation(start(of: day))
        let next = calendar.date(byAdding: .day, value: 1, to: begin) ?? .distantFuture
        return instant(next)
    }

    private func foundation(_ instant: Instant) -> Date {
        Date(timeIntervalSince1970: Double(instant.milliseconds) / 1000)
    }

    private func instant(_ date: Date) -> Instant {
        Instant(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
