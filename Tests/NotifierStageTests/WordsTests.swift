import Model
import Testing

@testable import NotifierStage

/// What people read.
@Suite struct WordsTests {
    @Test func anOfferNamesTheJobTheCodeAndTheTime() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.registered())
        try bench.tell(bench.offer())
        try await bench.work()
        let message = try #require(gateway.messages.first)
        #expect(message.to == "+213660000002")
        #expect(message.purpose == .offer)
        #expect(message.text.contains("Plombier, Maraval"))
        #expect(message.text.contains("OUI 4721"))
        #expect(message.text.contains("10 min"))
    }

    @Test func anArabicReaderGetsArabicNames() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.registered())
        try bench.tell(bench.offer(language: .arabic))
        try await bench.work()
        let message = try #require(gateway.messages.first)
        #expect(message.language == .arabic)
        #expect(message.text.contains("سباك"))
        #expect(message.text.contains("مرافال"))
        #expect(!message.text.contains("{"))
        #expect(SMSLength(of: message.text).isUCS2)
    }

    @Test func bothPartiesOfAnAssignmentLearnHowToReachEachOther() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted())
        try bench.tell(bench.registered())
        try bench.tell(bench.assigned())
        #expect(
            Set(try await bench.work()) == [
                "notification.sent assigned-artisan", "notification.sent assigned-family",
            ])
        let family = try #require(gateway.messages.first { $0.purpose == .assignedFamily })
        #expect(family.to == "+213550000001")
        #expect(family.text.contains("Karim B."))
        #expect(family.text.contains("+213660000002"))
        let artisan = try #require(gateway.messages.first { $0.purpose == .assignedArtisan })
        #expect(artisan.text.contains("+213550000001"))
        #expect(artisan.text.contains("Mme Saïdi"))
        #expect(artisan.text.contains("12 rue des Aurès"))
        // What the family wrote is passed on as it is, on one line.
        #expect(artisan.text.contains("Fuite d'eau sous l'évier {phone}"))
    }

    @Test func anAddressThatNobodyGaveLeavesNoTrace() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted(address: nil))
        try bench.tell(bench.registered())
        try bench.tell(bench.assigned())
        try await bench.work()
        let artisan = try #require(gateway.messages.first { $0.purpose == .assignedArtisan })
        #expect(!artisan.text.contains("\n\n"))
        #expect(!artisan.text.contains("{address}"))
    }

    @Test func aFamilyThatChoseALanguageIsWrittenToInIt() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted(language: .arabic))
        try bench.tell(bench.danger(language: .french))
        try await bench.work()
        #expect(gateway.messages.first?.language == .arabic)
    }

    @Test func aSafetyLineGivesAVerifiedNumberOnly() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted())
        try bench.tell(bench.danger())
        try await bench.work()
        let text = try #require(gateway.messages.first).text
        #expect(text.contains("3303"))
        #expect(!text.contains("999"))
    }

    @Test func anAnswerIsReadWithTheRequestItBelongsTo() async throws {
        let gateway = ScriptedSender()
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted())
        try bench.tell(bench.accepted("r2"))
        try bench.tell(
            bench.harness.event(
                RequestJoined(requestId: "r2", into: "r1", person: NotifierBench.family),
                named: "joined", at: NotifierBench.start))
        try bench.tell(bench.registered())
        try bench.tell(bench.assigned())
        try await bench.work()
        let artisan = try #require(gateway.messages.first { $0.purpose == .assignedArtisan })
        #expect(artisan.text.components(separatedBy: "Fuite").count == 3)
    }

    @Test(arguments: [
        ("", 1, false), (String(repeating: "a", count: 160), 1, false),
        (String(repeating: "a", count: 161), 2, false),
        (String(repeating: "é", count: 306), 2, false),
        (String(repeating: "€", count: 80), 1, false),
        (String(repeating: "€", count: 81), 2, false),
        (String(repeating: "س", count: 70), 1, true),
        (String(repeating: "س", count: 71), 2, true), ("ê", 1, true),
        (String(repeating: "😀", count: 36), 2, true),
    ])
    func theLengthOfAnSMSIsCountedAsTheNetworkDoes(text: String, segments: Int, isUCS2: Bool) {
        let length = SMSLength(of: text)
        #expect(length.segments == segments)
        #expect(length.isUCS2 == isUCS2)
    }
}
