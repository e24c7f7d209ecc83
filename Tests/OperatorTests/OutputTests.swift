import Model
import Testing

@testable import Operator

@Suite struct OutputTests {
    @Test func columnsAreAligned() {
        var table = Table([.init("queue"), .init("ready", isNumber: true), .init("kind")])
        table.add(["intake.requests", 7, "quorum"])
        table.add(["matcher.31", 1200, "quorum"])
        #expect(
            table.text() == """
                QUEUE            READY  KIND
                intake.requests      7  quorum
                matcher.31        1200  quorum
                """)
    }

    @Test func arabicIsIsolatedAndCountsItsLetters() {
        let text = TerminalText("قادة")
        #expect(text.width == 4)
        #expect(text.printed == "\u{2068}قادة\u{2069}")
        #expect(TerminalText("شدّة").width == 3)
    }

    @Test func controlAndBidiCharactersAreWrittenAsEscapes() {
        #expect(TerminalText("a\u{1B}[2J\u{202E}b").printed == "a\\u{1b}[2J\\u{202e}b")
        #expect("two\nlines".terminalSafe == "two\\u{a}lines")
    }

    @Test func elasticColumnsGiveWayToTheTerminal() {
        var table = Table([.init("id"), .init("detail", isElastic: true)])
        table.add(["c1", .string(String(repeating: "x", count: 100))])
        let lines = table.text(width: 40).split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 40 })
        #expect(lines.last?.hasSuffix("…") == true)
    }

    @Test func jsonRowsBearTheNamesOfTheColumns() {
        var table = Table([.init("id"), .init("ended-at"), .init("n", isNumber: true)])
        table.add(["o1", .null, 3])
        #expect(table.json.canonicalText == #"[{"ended-at":null,"id":"o1","n":3}]"#)
    }

    @Test func aTypeOfTwoShapesIsOneSchema() throws {
        let one: JSON = ["type": "object"]
        #expect(SchemaCommand.one([one]) == one)
        let both = SchemaCommand.one([one, ["type": "array"]])
        #expect(both["oneOf"]?.array?.count == 2)
    }

    @Test func timesAreLocal() throws {
        let instant = try #require(Instant(rfc3339: "2026-11-22T23:30:05.250Z"))
        let oran = LocalTime(zone: "Africa/Algiers")
        #expect(oran.moment(instant) == "2026-11-23 00:30:05")
        #expect(oran.preciseClock(instant) == "00:30:05.250")
    }

    @Test func durationsReadLikeSpeech() {
        #expect(duration(milliseconds: 450) == "0.4 s")
        #expect(duration(milliseconds: 90_000) == "90 s")
        #expect(duration(milliseconds: 200_000) == "3 min 20 s")
        #expect(duration(milliseconds: 7_500_000) == "2 h 5 min")
    }
}
