/// Opening hours as operators give them: one span for every day, `"08:00-17:00"`, or days by ISO
/// number, `{"days": {"1": {"from": "08:00", "until": 1020}}}`. Times are `HH:MM` or minutes after
/// local midnight, 0…1440; a span that ends before it begins goes past midnight.
public enum HoursReader {
    /// `nil` where the value has neither form.
    public static func read(_ json: JSON) -> WorkingHours? {
        if let text = json.string {
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            guard ends.count == 2, let span = span(clock(ends[0]), clock(ends[1])) else {
                return nil
            }
            return WorkingHours(days: Dictionary(uniqueKeysWithValues: isoDays.map { ($0, span) }))
        }
        guard let days = json["days"]?.object else { return nil }
        var read: [String: WorkingHours.Span] = [:]
        for (day, ends) in days {
            guard isoDays.contains(day),
                let span = span(minute(ends["from"]), minute(ends["until"]))
            else { return nil }
            read[day] = span
        }
        return WorkingHours(days: read)
    }

    private static let isoDays = ["1", "2", "3", "4", "5", "6", "7"]

    private static func span(_ from: Int?, _ until: Int?) -> WorkingHours.Span? {
        guard let from, let until, from != until else { return nil }
        return WorkingHours.Span(from: from, until: until)
    }

    private static func minute(_ json: JSON?) -> Int? {
        switch json {
        case .integer(let minutes): (0...1440).contains(minutes) ? Int(minutes) : nil
        case .string(let text): clock(text[...])
        default: nil
        }
    }

    /// `08:00` … `24:00`
    private static func clock(_ text: Substring) -> Int? {
        let parts = Array(text.utf8)
        guard parts.count == 5, parts[2] == UInt8(ascii: ":"),
            [0, 1, 3, 4].allSatisfy({ (0x30...0x39).contains(parts[$0]) })
        else { return nil }
        let number = { (at: Int) in Int(parts[at] - 0x30) * 10 + Int(parts[at + 1] - 0x30) }
        let minutes = number(0) * 60 + number(3)
        return number(3) < 60 && minutes <= 1440 ? minutes : nil
    }

    static let jsonSchema: JSON = {
        let time: JSON = [
            "anyOf": [
                ["type": "integer", "minimum": 0, "maximum": 1440],
                ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"],
            ]
        ]
        let span: JSON = [
            "type": "object", "properties": ["from": time, "until": time],
            "required": ["from", "until"],
        ]
        return [
            "anyOf": [
                ["type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"],
                [
                    "type": "object", "required": ["days"],
                    "properties": [
                        "days": [
                            "type": "object", "propertyNames": ["pattern": "^[1-7]$"],
                            "additionalProperties": span,
                        ]
                    ],
                ],
            ]
        ]
    }()
}
