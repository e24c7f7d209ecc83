import Foundation
import Model
import StageKit

/// The people of the demo: they read what the outbox brings and answer by SMS, or do not.
actor City {
    private let habits: Habits
    private let publisher: InputPublisher
    /// Distinguishes the inputs of this run from those of earlier ones in the same ledger.
    private let run: String
    private var outbox: OutboxReader
    private var facts: [String: Habits.Facts] = [:]
    private var answers = 0
    private var readers: [Task<Void, any Error>] = []
    /// The ids of everything this city has sent, for the account.
    private(set) var published: [EventID] = []

    init(outbox: URL, publisher: InputPublisher, habits: Habits, run: String) {
        self.outbox = OutboxReader(folder: outbox)
        self.publisher = publisher
        self.habits = habits
        self.run = run
    }

    /// What the family of a request knows, should it be asked.
    func know(_ facts: Habits.Facts, of requestId: String) { self.facts[requestId] = facts }

    func send(_ inputs: [InputEnvelope]) async throws {
        let tally = try await publisher.publish(inputs.map(\.message))
        try tally.requireWhole()
        published += tally.confirmed
    }

    /// Lives until cancelled.
    func live() async throws {
        while !Task.isCancelled {
            for message in try outbox.fresh() { respond(to: message) }
            try await StageKit.pause(until: .now + .milliseconds(40))
        }
    }

    private func respond(to message: OutboxMessage) {
        let known = message.requestId.flatMap { facts[$0] }
        guard let answer = habits.answer(to: message, facts: known) else { return }
        answers += 1
        let input = InputEnvelope.sms(
            from: message.to, answer.text, id: "\(run)-answer-\(answers)")
        readers.append(
            Task {
                try await StageKit.pause(until: .now + answer.after)
                try await send([input])
            })
    }

    /// Waits for the answers that are being typed. - Throws: what kept one from being sent
    func finish() async throws {
        for reader in readers { try await reader.value }
        readers = []
    }
}

extension InputEnvelope {
    /// A text message of a person to the chamber's number.
    package static func sms(from phone: String, _ text: String, id: String) -> InputEnvelope {
        InputEnvelope(
            way: .requests, source: "channel/sms", id: id, type: "message.received",
            data: ["channel": "sms", "phone": .string(phone), "text": .string(text)])
    }
}
