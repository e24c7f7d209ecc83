import Foundation
import Model
import StageKit
import Synchronization
import Testing

@testable import NotifierStage

/// A notifier that records and does not send.
@Suite struct HoldTests {
    private final class Switch: Sendable {
        private let state = Mutex(true)
        var isOn: Bool {
            get { state.withLock { $0 } }
            set { state.withLock { $0 = newValue } }
        }
    }

    private func bench(_ gateway: ScriptedSender, _ hold: Switch) throws -> NotifierBench {
        let bench = try NotifierBench(gateway, hold: { hold.isOn })
        try bench.tell(bench.accepted())
        try bench.tell(bench.registered())
        return bench
    }

    @Test func onHoldOnlySafetyLinesLeaveAndTheRestFollowsTheRelease() async throws {
        let (gateway, hold) = (ScriptedSender(), Switch())
        let bench = try bench(gateway, hold)
        try bench.tell(bench.offer())
        try bench.tell(bench.danger())
        #expect(try await bench.work() == ["notification.sent safety"])
        hold.isOn = false
        #expect(try await bench.work(at: 30) == ["notification.sent offer"])
        #expect(gateway.messages.count == 2)
    }

    @Test func whatComesTooLateDuringAHoldIsNeverSent() async throws {
        let (gateway, hold) = (ScriptedSender(), Switch())
        let bench = try bench(gateway, hold)
        try bench.tell(bench.offer(expires: 60))
        #expect(try bench.tick(at: 61) == ["notification.skipped offer (expired)"])
        hold.isOn = false
        #expect(try await bench.work(at: 62) == [])
        #expect(gateway.messages.isEmpty)
    }

    @Test func whatAFormerLifeHasSentIsSettledByAReportAndNotSentAgain() async throws {
        let (gateway, hold) = (ScriptedSender(), Switch())
        let bench = try bench(gateway, hold)
        let offer = try bench.offer()
        try bench.tell(offer)
        let report: JSON = [
            "notificationId": .string(Plan.notificationID(.offer, because: offer.id)),
            "status": "delivered",
        ]
        #expect(
            try bench.tell(bench.draft(CommandType.deliveryReported, report, named: "report"))
                == ["notification.delivered offer"])
        hold.isOn = false
        #expect(try await bench.work(at: 1) == [])
        #expect(gateway.messages.isEmpty)
    }

    @Test func aFileIsTheHoldAndHealthAndMetricsTellOfIt() throws {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "maalem-hold-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let oran = ChamberCode("31")!
        let (health, metrics) = (Health(stage: "notifier"), Metrics())
        let file = HoldFile(dataDirectory: folder.path, chamber: oran)
        let isHeld = file.watched(chamber: oran, health: health, metrics: metrics)
        #expect(!isHeld())
        #expect(health.readiness["notes"] == nil)
        try Data("moved to another machine\n".utf8).write(to: URL(filePath: file.path))
        #expect(isHeld())
        #expect(health.readiness["ready"] == true)
        #expect(
            health.readiness["notes"]
                == ["notifier-31: on hold, nothing is sent: moved to another machine"])
        #expect(metrics.exposition.contains("maalem_notifier_held{chamber=\"31\"} 1"))
        try FileManager.default.removeItem(atPath: file.path)
        #expect(!isHeld())
        #expect(metrics.exposition.contains("maalem_notifier_held{chamber=\"31\"} 0"))
    }
}
