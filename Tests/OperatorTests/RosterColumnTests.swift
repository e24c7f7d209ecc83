import Model
import Testing

@testable import Operator

@Suite struct RosterColumnTests {
    @Test func hoursHaveOneCellForm() throws {
        let cell = "67123 08:00-17:00;4 08:00-12:00"
        let hours = try #require(WorkingHours(cell: cell))
        #expect(hours.days["6"] == .init(from: 480, until: 1020))
        #expect(hours.days["4"] == .init(from: 480, until: 720))
        #expect(hours.days["5"] == nil)
        #expect(hours.cell == cell)
    }

    @Test(arguments: [
        "", "8 08:00-17:00", "11 08:00-17:00", "1 17:00-08:00", "1 8:00-17:00", "1",
        "1 08:00-24:30",
    ])
    func otherHoursAreRefused(cell: String) {
        #expect(WorkingHours(cell: cell) == nil)
    }

    @Test func theFileBeginsWithTheColumns() {
        let lines = rosterCSV(Array(City.roster().prefix(2))).split(separator: "\r\n")
        #expect(lines.count == 3)
        #expect(lines.first?.hasPrefix("register_number,kind,mode,name,phone,") == true)
    }
}
