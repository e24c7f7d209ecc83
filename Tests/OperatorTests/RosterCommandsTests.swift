import Model
import Testing

@testable import Operator

@Suite struct RosterCommandsTests {
    let commands = RosterCommands(
        chamber: ChamberCode("31")!, operator: "samira", reason: "roster import")
    let roster = Array(City.roster().prefix(50))

    @Test func aSecondImportSaysTheSameBytesUnderTheSameIds() {
        let first = commands.all(roster).map(\.message)
        #expect(commands.all(roster).map(\.message) == first)
        #expect(Set(first.map(\.eventID)).count == first.count)
    }

    @Test func aChangedRecordIsANewInput() {
        var changed = roster[0]
        changed.trades = [TradeID("peintre")!]
        #expect(commands.registration(changed).id != commands.registration(roster[0]).id)
    }

    @Test func anotherReasonIsAnotherInputAndNoConflict() {
        let other = RosterCommands(
            chamber: ChamberCode("31")!, operator: "samira", reason: "yearly check")
        #expect(other.registration(roster[0]).id != commands.registration(roster[0]).id)
    }

    @Test func registrationsComeBeforeConventions() {
        let types = commands.all(roster).map(\.type)
        let signed = roster.filter { $0.convention != nil }.count
        #expect(types.prefix(50).allSatisfy { $0 == "artisan.registered" })
        #expect(types.dropFirst(50).allSatisfy { $0 == "convention.signed" })
        #expect(types.count == 50 + signed)
    }

    @Test func aCommandIsACloudEventWithOperatorAndReason() throws {
        let input = commands.registration(roster[0])
        let body = try JSONReader.read(input.body)
        #expect(body["type"] == "dz.cam.artisan.registered.v1")
        #expect(body["source"] == "operator/roster")
        #expect(body["time"] == nil)
        #expect(body["data"]?["operator"] == "samira")
        #expect(body["data"]?["reason"] == "roster import (synthetic)")
        #expect(body["data"]?["chamber"] == "31")
        #expect(input.message.exchange == "maalem.commands")
        #expect(input.message.routingKey == "artisan.registered")
        #expect(input.message.eventID == EventID(source: "operator/roster", id: input.id))
    }
}
