import Foundation
import LedgerStage
import Model
import StageKit

/// One request from end to end, told as it happens: what the ledger records and what two people
/// read on their phones.
struct LiveStory {
    let ledger: LedgerReader
    let publisher: InputPublisher
    let words: LiveStoryWords
    let run: String
    private(set) var published: [EventID] = []

    private var outbox: OutboxReader
    private var told: Int64 = 0
    private let start = ContinuousClock.now
    private let family: String
    private let text = "salam, lma rah ysil m sa9f ta3 l koujina, plombi fissa3 ykhalik"

    init(
        ledger: LedgerReader, outbox: URL, publisher: InputPublisher, words: LiveStoryWords,
        run: String
    ) {
        self.ledger = ledger
        self.outbox = OutboxReader(folder: outbox)
        self.publisher = publisher
        self.words = words
        self.run = run
        family = DemoRequests.phone(9999, run: run)
    }

    /// - Returns: true where the story came to an assigned artisan within its time
    mutating func tell() async throws -> Bool {
        let message = InputEnvelope.sms(from: family, text, id: "\(run)-story")
        let request = message.eventID.subject("r")
        say("family", "\(family) writes by SMS, in Darija, without a place:")
        say("", TerminalText("« \(text) »").printed)
        try await send(message)
        let deadline = ContinuousClock.now.advanced(by: .seconds(30))
        var isAssigned = false
        var phonesRung = 0
        var refusals = 0
        while phonesRung < 2, .now < deadline {
            for entry in try ledger.trace(subject: request) where entry.seq > told {
                told = entry.seq
                isAssigned = isAssigned || entry.type == RequestAssigned.type
                for line in try words.lines(for: entry, of: request) { say(line.stage, line.text) }
            }
            for message in try outbox.fresh() where message.requestId == request {
                say(message.to == family ? "family" : "artisan", "reads on \(message.to):")
                say("", readable(message.text))
                if message.purpose == .assignedFamily || message.purpose == .assignedArtisan {
                    phonesRung += 1
                }
                try await answer(message, &refusals)
            }
            try await StageKit.pause(until: .now + .milliseconds(30))
        }
        return isAssigned && phonesRung == 2
    }

    /// The family names its quartier; the first artisan is busy, the second says yes.
    private mutating func answer(_ message: OutboxMessage, _ refusals: inout Int) async throws {
        switch message.purpose {
        case .question:
            say("family", "answers: Maraval")
            try await send(.sms(from: message.to, "Maraval", id: "\(run)-story-place"))
        case .offer where refusals == 0:
            refusals = 1
            say("artisan", "is busy and answers: NON")
            try await send(.sms(from: message.to, "NON", id: "\(run)-story-no"))
        case .offer:
            say("artisan", "answers: OUI")
            try await send(.sms(from: message.to, "OUI", id: "\(run)-story-yes"))
        default: break
        }
    }

    private mutating func send(_ input: InputEnvelope) async throws {
        let tally = try await publisher.publish([input.message])
        try tally.requireWhole()
        published += tally.confirmed
    }

    /// The lines of a message, each safe for a terminal.
    private func readable(_ text: String) -> String {
        text.split(separator: "\n").map { TerminalText(String($0)).printed }
            .joined(separator: "\n")
    }

    private func say(_ who: String, _ what: String) {
        let seconds = start.duration(to: .now).seconds
        for (index, line) in what.split(separator: "\n").enumerated() {
            let isFirst = index == 0 && !who.isEmpty
            let head = isFirst ? String(format: "%6.2f s  ", seconds) : "          "
            let name = isFirst ? who : ""
            Console.out(head + name.padding(toLength: 12, withPad: " ", startingAt: 0) + line)
        }
    }
}

extension Duration {
    /// In seconds, with fractions.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
