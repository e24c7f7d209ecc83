import Foundation
import Model
import StatefulStageKit
import Testing

@testable import NotifierStage

/// What happens between the store and a gateway.
@Suite struct SendingTests {
    private func bench(_ gateway: any Sender) throws -> NotifierBench {
        let bench = try NotifierBench(gateway)
        try bench.tell(bench.accepted())
        try bench.tell(bench.registered())
        return bench
    }

    @Test func aRefusalThatMayPassIsTriedAgainAfterARest() async throws {
        let busy = SendResult.failed(reason: "busy", isRetryable: true)
        let gateway = ScriptedSender([busy, busy])
        let bench = try bench(gateway)
        try bench.tell(bench.offer())
        #expect(try await bench.work() == [])
        #expect(bench.harness.nextDue == bench.at(5))
        #expect(try await bench.work(at: 4) == [])
        try bench.tick(at: 5)
        #expect(try await bench.work(at: 5) == [])
        #expect(bench.harness.nextDue == bench.at(15))
        try bench.tick(at: 15)
        #expect(try await bench.work(at: 15) == ["notification.sent offer"])
        #expect(gateway.messages.map(\.attempt) == [1, 2, 3])
        #expect(Set(gateway.messages.map(\.notificationID)).count == 1)
    }

    @Test func tryingEndsWhenTheOfferExpires() async throws {
        let busy = SendResult.failed(reason: "busy", isRetryable: true)
        let bench = try bench(ScriptedSender([busy, busy]))
        try bench.tell(bench.offer(expires: 12))
        try await bench.work()
        try bench.tick(at: 5)
        #expect(try await bench.work(at: 5) == ["notification.failed offer (busy)"])
    }

    @Test func aRefusalForGoodIsToldAtOnce() async throws {
        let gateway = ScriptedSender([.failed(reason: "bad-number", isRetryable: false)])
        let bench = try bench(gateway)
        try bench.tell(bench.offer())
        #expect(try await bench.work() == ["notification.failed offer (bad-number)"])
    }

    @Test func anUncertainEndIsToldAndNotRepeated() async throws {
        let gateway = ScriptedSender([.uncertain(reason: "timeout")])
        let bench = try bench(gateway)
        try bench.tell(bench.offer())
        #expect(try await bench.work() == ["notification.uncertain offer (timeout)"])
        try bench.tick(at: 60)
        #expect(try await bench.work(at: 60) == [])
        #expect(gateway.messages.count == 1)
    }

    @Test func aSafetyLineIsRepeatedUntilItIsSurelySent() async throws {
        let gateway = ScriptedSender([.uncertain(reason: "timeout")])
        let bench = try bench(gateway)
        try bench.tell(bench.danger())
        #expect(try await bench.work() == [])
        try bench.tick(at: 5)
        #expect(try await bench.work(at: 5) == ["notification.sent safety"])
        #expect(gateway.messages.count == 2)
    }

    @Test func aCrashBetweenBeginAndSettleLeavesAnSMSUncertain() async throws {
        let bench = try bench(ScriptedSender())
        try bench.tell(bench.offer())
        let effects = try bench.harness.begin(at: bench.at(0))
        #expect(effects.count == 1)
        try bench.harness.reload()
        #expect(try bench.tick(at: 1) == ["notification.uncertain offer (interrupted)"])
        #expect(try await bench.work(at: 1) == [])
        #expect(try bench.tick(at: 2) == [])
    }

    @Test func aCrashBetweenBeginAndSettleRepeatsASafetyLine() async throws {
        let bench = try bench(ScriptedSender())
        try bench.tell(bench.danger())
        _ = try bench.harness.begin(at: bench.at(0))
        try bench.harness.reload()
        #expect(try bench.tick(at: 1) == [])
        #expect(try await bench.work(at: 1) == ["notification.sent safety"])
    }

    @Test func aRollbackTakesNoAttemptUnderWayForACrash() throws {
        let bench = try bench(ScriptedSender())
        try bench.tell(bench.offer())
        let effect = try #require(try bench.harness.begin(at: bench.at(0)).first)
        let broken = bench.draft(OfferMade.type, ["offerId": 7], named: "broken")
        #expect(throws: DecodingError.self) { try bench.tell(broken) }
        #expect(try bench.tick(at: 1) == [])
        let said = try bench.harness.settle(effect, .sending(.sent), at: bench.at(1))
        #expect(NotifierBench.summary(said) == ["notification.sent offer"])
    }

    @Test func aLateSettlementOfAnEarlierAttemptIsNotBelieved() async throws {
        let bench = try bench(ScriptedSender(isIdempotent: true))
        try bench.tell(bench.offer())
        let first = try #require(try bench.harness.begin(at: bench.at(0)).first)
        try bench.harness.reload()
        try bench.tick(at: 1)
        #expect(try bench.harness.begin(at: bench.at(1)).count == 1)
        let said = try bench.harness.settle(
            first, .sending(.failed(reason: "old", isRetryable: false)), at: bench.at(2))
        #expect(said == [])
    }

    @Test func theRecordCountsSegments() async throws {
        let gateway = ScriptedSender()
        let bench = try bench(gateway)
        try bench.tell(bench.offer())
        try await bench.work()
        let id = try #require(gateway.messages.first).notificationID
        let segments = try bench.harness.store { try $0.notification(id)?.segments }
        #expect(segments == SMSLength(of: gateway.messages[0].text).segments)
    }

    // MARK: - The outbox

    private func folder() -> String {
        FileManager.default.temporaryDirectory
            .appendingPathComponent("outbox-\(UUID().uuidString)").path
    }

    @Test func theOutboxWritesOneFileAMessage() async throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try bench(OutboxSender(folder: folder))
        let offer = try bench.offer()
        try bench.tell(offer)
        #expect(try await bench.work() == ["notification.sent offer"])
        let files = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(files.count == 1)
        let file = try #require(files.first)
        let json = try JSONReader.read(
            Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))))
        #expect(file == "\(json["notificationId"]?.string ?? "").json")
        #expect(json["to"] == "+213660000002")
        #expect(json["purpose"] == "offer")
        #expect(json["language"] == "fr")
        #expect(json["requestId"] == "r1")
        #expect(json["offerId"] == "o1")
        #expect(json["at"] == "2026-11-22T09:00:00.000Z")
        #expect(json["text"]?.string?.contains("4721") == true)
    }

    @Test func aCrashAfterTheFileWasWrittenMakesNoSecondOne() async throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try bench(OutboxSender(folder: folder))
        try bench.tell(bench.offer())
        let effect = try #require(try bench.harness.begin(at: bench.at(0)).first)
        _ = await bench.harness.stage.perform(effect)
        let before = try content(folder)
        try bench.harness.reload()
        try bench.tick(at: 30)
        #expect(try await bench.work(at: 30) == ["notification.sent offer"])
        #expect(try content(folder) == before)
        #expect(before.count == 1)
    }

    private func content(_ folder: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return Dictionary(
            uniqueKeysWithValues: try names.map {
                ($0, try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")))
            })
    }

    @Test func anErasedPersonsFilesGo() async throws {
        let folder = folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try bench(OutboxSender(folder: folder))
        try bench.tell(bench.danger())
        try await bench.work()
        #expect(try content(folder).count == 1)
        try bench.tell(
            bench.draft(
                CommandType.personErase,
                ["person": .string(NotifierBench.family.text), "operator": "o", "reason": "r"],
                named: "erase"))
        try await bench.work()
        #expect(try content(folder).isEmpty)
    }

    @Test func anOutboxThatCannotBeWrittenIsTriedAgain() async throws {
        let folder = folder()
        try Data().write(to: URL(fileURLWithPath: folder))
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let bench = try bench(OutboxSender(folder: folder + "/31"))
        try bench.tell(bench.offer())
        #expect(try await bench.work() == [])
        try FileManager.default.removeItem(atPath: folder)
        try bench.tick(at: 5)
        #expect(try await bench.work(at: 5) == ["notification.sent offer"])
    }
}
