import Model
import Testing

@testable import Operator

@Suite struct RosterReaderTests {
    static let head = "register_number,kind,mode,name,phone,trades,quartiers"

    private func read(_ text: String) throws -> [RosterRecord] {
        try RosterReader.read(
            Array(text.utf8), file: "r.csv", catalogue: City.catalogue, chamber: City.chamber)
    }

    private func problems(_ text: String) throws -> [String] {
        let fault = #expect(throws: DataFault.self) { try read(text) }
        return try #require(fault).problems.map(\.description)
    }

    @Test func aGeneratedRosterIsReadBackWhole() throws {
        var generated = City.roster()
        let reread = try read(rosterCSV(generated))
        for index in generated.indices {
            generated[index].phone = try PhoneNumber.read(generated[index].phone).get().e164
        }
        #expect(reread == generated)
    }

    @Test func columnsMayBeFewAndInAnotherOrder() throws {
        let record = try #require(
            try read(
                "phone,name,trades,quartiers,kind,mode,register_number\r\n"
                    + "(041) 00-00-14,\"Mahi, Kada\",plombier|gazier,q-20,individual,ambulant,R1"
            )
            .first)
        #expect(record.name == "Mahi, Kada")
        #expect(record.phone == "+21341000014")
        #expect(record.trades.map(\.text) == ["plombier", "gazier"])
        #expect(record.sequence == 1)
        #expect(record.convention == nil)
    }

    @Test func everyProblemOfEveryLineIsTold() throws {
        let text = """
            \(Self.head),hours,convention_from,convention_until
            31-A-1,person,ambulant,K,0550 00 00 01,plombier,q-20,,,
            31-A-2,individual,ambulant,,0550 00 00,plombeur,q-20|q-20,9-17,2026-02-30,
            31-A-3,individual,ambulant,K,0550 00 00 03,plombier,q-20,,2026-02-01,2026-01-01
            """
        #expect(
            try problems(text) == [
                "2:8: kind: person is none of individual, cooperative, enterprise",
                "3:28: name: is empty",
                "3:29: phone: " + (try refusal("0550 00 00")),
                "3:40: trades: plombeur is not in trades.yaml",
                "3:49: quartiers: q-20 stands twice",
                "3:59: hours: write 67123 08:00-17:00;4 08:00-12:00",
                "3:64: convention_from: is no day of the calendar as YYYY-MM-DD",
                "4:70: convention_until: is before convention_from",
            ])
    }

    private func refusal(_ text: String) throws -> String {
        guard case .failure(let refusal) = PhoneNumber.read(text) else { return "" }
        return refusal.sentence
    }

    @Test func aNumberThatTwoArtisansShareIsRefusedHoweverWritten() throws {
        let text = """
            \(Self.head)
            31-A-1,individual,ambulant,K,0550 00 00 01,plombier,q-20
            31-A-1,individual,ambulant,L,+213 550 00 00 01,plombier,q-20
            """
        #expect(
            try problems(text) == [
                "3:1: register_number: stands on line 2 already",
                "3:30: phone: is on line 2 already; replies go by it",
            ])
    }

    @Test func aRowOfAnotherLengthIsTold() throws {
        #expect(
            try problems("\(Self.head)\n31-A-1,individual\n") == [
                "2:1: 2 fields where the header has 7"
            ])
    }

    @Test func unknownMissingAndDoubledColumnsAreTold() throws {
        let told = try problems("register_number,kind,mode,name,phone,trades,trade,kind\n")
        #expect(told.count == 3)
        #expect(told[0] == "1:1: the header lacks the column quartiers")
        #expect(told[1].hasPrefix("1:45: no column of a roster: trade; they are register_number,"))
        #expect(told[2] == "1:51: kind: this column stands twice")
    }

    @Test func anEmptyFileIsToldApartFromABrokenOne() throws {
        #expect(try problems("") == ["1:1: the file is empty"])
    }
}
