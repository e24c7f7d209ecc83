import Foundation
import Model
import Testing

struct InstantTests {
    @Test(
        "Times with a zone are read to the millisecond",
        arguments: [
            ("2000-01-01T00:00:00Z", 946_684_800_000), ("2026-11-22T09:00:00Z", 1_795_338_000_000),
            ("2026-11-22T10:00:00+01:00", 1_795_338_000_000),
            ("2026-11-22t09:00:00.5z", 1_795_338_000_500),
            ("2026-11-22T09:00:00.123999Z", 1_795_338_000_123),
            ("2026-11-21T23:30:00-09:30", 1_795_338_000_000),
            ("2024-02-29T12:00:00Z", 1_709_208_000_000),
            ("2100-12-31T23:59:59.999Z", 4_133_980_799_999),
            ("2026-06-30T23:59:60Z", 1_782_864_000_000),
        ] as [(String, Int64)])
    func reads(_ text: String, _ milliseconds: Int64) {
        #expect(Instant(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(
        "Anything else is no time",
        arguments: [
            "", "2026-11-22", "2026-11-22T09:00:00", "2026-11-22 09:00:00Z", "2026-11-22T09:00Z",
            "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
            "2026-04-31T00:00:00Z", "2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z",
            "2026-11-22T23:00:61Z", "2026-11-22T09:00:00+1:00", "2026-11-22T09:00:00+0100",
            "2026-11-22T09:00:00+24:00", "2026-11-22T09:00:00.Z", "2026-11-22T09:00:00Zx",
            "1999-12-31T23:59:59Z", "2101-01-01T00:00:00Z", "２026-11-22T09:00:00Z",
            "-2026-11-22T09:00:00Z", "2026-11-22T09:00:00,5Z", " 2026-11-22T09:00:00Z",
        ])
    func refuses(_ text: String) {
        #expect(Instant(rfc3339: text) == nil)
    }

    @Test("Times are written in UTC with milliseconds, as Foundation would")
    func writes() throws {
        // From 1601 on: before, Foundation's calendar is not the Gregorian one.
        var milliseconds: Int64 = -11_644_473_600_000
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        while milliseconds < 4_133_980_800_000 {
            let instant = Instant(milliseconds: milliseconds)
            let day = Date(timeIntervalSince1970: Double(milliseconds / 1000))
            #expect(instant.rfc3339.prefix(19) == day.formatted(style).prefix(19))
            if milliseconds >= 946_684_800_000 {
                #expect(Instant(rfc3339: instant.rfc3339) == instant)
            }
            milliseconds += 77_777_777_000
        }
        #expect(Instant(milliseconds: -1).rfc3339 == "1969-12-31T23:59:59.999Z")
        #expect(Instant(milliseconds: 1_795_338_000_045).rfc3339 == "2026-11-22T09:00:00.045Z")
    }

    @Test("A time in a payload is its text")
    func coding() throws {
        let instant = Instant(milliseconds: 1_795_338_000_000)
        #expect(try JSON(encoding: [instant]) == ["2026-11-22T09:00:00.000Z"])
        #expect(throws: DecodingError.self) { try JSON.string("now").decode(Instant.self) }
    }
}
