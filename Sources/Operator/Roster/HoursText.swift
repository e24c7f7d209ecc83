import Model

// Working hours in one cell: `67123 08:00-17:00;4 08:00-12:00`, the days as ISO digits
// (1 = Monday … 7 = Sunday), local time. An empty cell: reachable at any hour.

extension WorkingHours {
    /// Reads the cell form; `nil` for anything else, an empty span or a day said twice.
    init?(cell: String) {
        var days: [String: Span] = [:]
        for part in cell.split(separator: ";", omittingEmptySubsequences: false) {
            let words = part.split(separator: " ")
            guard words.count == 2 else { return nil }
            let times = words[1].split(separator: "-", omittingEmptySubsequences: false)
            guard times.count == 2, let from = minutes(times[0]), let until = minutes(times[1]),
                from < until
            else { return nil }
            for digit in words[0] {
                let day = String(digit)
                guard ("1"..."7").contains(day), days[day] == nil else { return nil }
                days[day] = Span(from: from, until: until)
            }
        }
        self.init(days: days)
    }

    /// The cell form; days of the same hours together, in the order of the Algerian week, which
    /// begins on Saturday.
    var cell: String {
        let week = ["6", "7", "1", "2", "3", "4", "5"]
        var groups: [(span: Span, days: String)] = []
        for day in week {
            guard let span = days[day] else { continue }
            if let index = groups.firstIndex(where: { $0.span == span }) {
                groups[index].days += day
            } else {
                groups.append((span, day))
            }
        }
        return groups.map { "\($0.days) \(clock($0.span.from))-\(clock($0.span.until))" }
            .joined(separator: ";")
    }
}

/// `08:30` → 510; 24:00 is the end of the day.
private func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 && $0.allSatisfy(\.isASCII) }),
        let hour = Int(parts[0]), let minute = Int(parts[1]),
        (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
    else { return nil }
    return hour * 60 + minute
}

private func clock(_ minutes: Int) -> String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return (hour < 10 ? "0" : "") + "\(hour):" + (minute < 10 ? "0" : "") + "\(minute)"
}
