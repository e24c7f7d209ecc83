import Testing

@testable import Operator

@Suite struct CSVReaderTests {
    private func rows(_ text: String) -> [[String]] {
        CSVReader.read(Array(text.utf8)).rows.map { $0.map(\.text) }
    }

    private func problems(_ text: String) -> [String] {
        CSVReader.read(Array(text.utf8)).problems.map(\.description)
    }

    @Test func fieldsAreSplitAtCommas() {
        #expect(rows("a,b,c\r\n1,,3\r\n") == [["a", "b", "c"], ["1", "", "3"]])
    }

    @Test func theLastLineNeedsNoEnd() {
        #expect(rows("a,b\n1,") == [["a", "b"], ["1", ""]])
    }

    @Test func aByteOrderMarkAndEmptyLinesAreSkipped() {
        #expect(rows("\u{FEFF}a\n\n\r\nb\n") == [["a"], ["b"]])
    }

    @Test func quotedFieldsHoldCommasQuotesAndLineBreaks() {
        #expect(rows("\"a,\"\"b\"\"\r\nc\",d\n") == [["a,\"b\"\r\nc", "d"]])
    }

    @Test func fieldsKnowTheirPlaceAfterALineBreakInsideOne() throws {
        let reading = CSVReader.read(Array("\"x\ny\",قادة,z\nlast".utf8))
        let third = try #require(reading.rows.first?.last)
        #expect(third.line == 2)
        #expect(third.column == 9)
        #expect(reading.rows.last?.first?.line == 3)
    }

    @Test func eachFaultIsToldWithItsPlaceAndReadingGoesOn() {
        let text = "a,b\"c\n\"d\"e,f\ng,h\n\u{1},i\n"
        #expect(
            problems(text) == [
                "1:4: a quote inside a field that does not begin with one",
                "2:4: text after the quote", "4:1: a control character",
            ])
        #expect(rows(text) == [["g", "h"]])
    }

    @Test func aLoneCarriageReturnIsNoLineEnd() {
        #expect(problems("a\rb\n") == ["1:2: a control character"])
    }

    @Test func aQuoteNeverClosedIsToldWhereItOpens() {
        #expect(problems("a,\"b\nc\n") == ["1:3: a quote never closed"])
    }

    @Test func bytesThatAreNotUTF8AreToldWithTheirPlace() {
        let reading = CSVReader.read(Array("ab\ncd".utf8) + [0xFF])
        #expect(reading.problems.map(\.description) == ["2:3: not UTF-8"])
    }

    @Test func whatIsWrittenIsReadBack() {
        let fields = ["plain", "a,b", "say \"yes\"", "two\nlines", "", "قادة"]
        #expect(rows(csvRow(fields)) == [fields])
    }
}
