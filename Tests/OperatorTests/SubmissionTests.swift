import Model
import Testing

@testable import Operator

@Suite struct SubmissionTests {
    private let reader = SubmissionReader(channel: .web, run: "t1")

    private func read(_ text: String) throws -> [RawInput] {
        try reader.read(Array(text.utf8), file: "f")
    }

    @Test func anExampleBecomesARequestOfAFamilyThatDoesNotExist() throws {
        let line = #"{"id":"req-1","text":"fuite","lang":"fr","quartier":"maraval"}"#
        let input = try #require(try read(line + "\r\n\n").first)
        let body = try JSONReader.read(input.body)
        #expect(input.exchange == "maalem.in")
        #expect(input.routingKey == "request.submitted")
        #expect(body["id"] == "t1-req-1")
        #expect(body["data"]?["place"] == "maraval")
        #expect(body["data"]?["phone"] == "0550 00 00 01")
        #expect(input.eventID == EventID(source: "channel/web", id: "t1-req-1"))
    }

    @Test func aCloudEventGoesOutAsItStandsToItsOwnExchange() throws {
        let line = #"{"specversion":"1.0","id":"7","source":"x","type":"dz.cam.case.take.v1"}"#
        let input = try #require(try read(line).first)
        #expect(input.body == Array(line.utf8))
        #expect(input.exchange == "maalem.commands")
        #expect(input.routingKey == "case.take")
        #expect(input.eventID == EventID(source: "x", id: "7"))
    }

    @Test func anEventWithoutIdentityIsKnownByItsBody() throws {
        let line = #"{"specversion":"1.0","type":"dz.cam.request.submitted.v1"}"#
        #expect(try read(line).first?.eventID == EventID(body: Array(line.utf8)))
    }

    @Test func everyLineThatIsNeitherIsTold() throws {
        let fault = #expect(throws: DataFault.self) {
            try read("{\n{\"id\":\"a\"}\n{\"specversion\":\"1.0\",\"type\":\"other\"}\n")
        }
        #expect(fault?.problems.map(\.line) == [1, 2, 3])
    }

    @Test func passwordsAreOneAccountALine() throws {
        let passwords = try Passwords.read("# c\nmaalem-intake = a b\nx y\n", file: "p")
        #expect(passwords["x"] == "y")
        #expect(throws: DataFault.self) { try Passwords.read("alone\nx y\nx z\n", file: "p") }
    }
}
