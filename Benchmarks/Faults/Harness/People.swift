import Foundation
import Model
import Operator
import StageKit
import Synchronization

/// Families and artisans: they read what the outbox brings and answer by SMS, or do not; operators
/// report jobs as done, so that artisans are free again.
actor People {
    private let channel: Channel
    private let operators: Channel
    private let habits: Habits
    private let seed: UInt64
    private var outbox: OutboxReader
    private var facts: [String: Habits.Facts] = [:]
    private var typing: [Task<Void, any Error>] = []
    private var count = 0

    init(outbox: URL, channel: Channel, operators: Channel, seed: UInt64) {
        self.outbox = OutboxReader(folder: outbox)
        self.channel = channel
        self.operators = operators
        self.seed = seed
        habits = Habits(seed: seed)
    }

    func know(_ plan: [DemoRequests.Planned]) {
        for one in plan { facts[one.envelope.eventID.subject("r")] = one.facts }
    }

    /// Lives until cancelled.
    func live() async throws {
        while !Task.isCancelled {
            for message in try outbox.fresh() { respond(to: message) }
            try await pause(until: .now + .milliseconds(80))
        }
    }

    private func respond(to message: OutboxMessage) {
        count += 1
        if message.purpose == .assignedFamily, let request = message.requestId {
            report(request)
        }
        let known = message.requestId.flatMap { facts[$0] }
        guard let answer = habits.answer(to: message, facts: known) else { return }
        let input = InputEnvelope.sms(
            from: message.to, answer.text, id: "answer-\(message.notificationId)")
        typing.append(
            Task {
                try await pause(until: .now + answer.after)
                try await channel.send([input.message])
            })
    }

    private func report(_ request: String) {
        var draw = SeededGenerator(seed: seed ^ fingerprint(request))
        guard draw.chance(0.7), let oran = ChamberCode("31") else { return }
        let after = Duration.milliseconds(300 + draw.below(2000))
        let command = InputEnvelope.command(
            "job.report", ["requestId": .string(request), "outcome": "done"], chamber: oran,
            by: "faults", reason: "the job is done", key: request)
        typing.append(
            Task {
                try await pause(until: .now + after)
                try await operators.send([command.message])
            })
    }

    /// Waits for the answers that are being typed.
    func finish() async throws {
        while let task = typing.popLast() { try await task.value }
    }
}

/// FNV-1a, to derive seeds from names.
func fingerprint(_ text: String) -> UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}
