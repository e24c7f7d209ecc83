import AMQP
import ArgumentParser
import Bootstrap
import Configuration
import Foundation
import Model
import StageKit

/// `maalem play`: be the family and the plumber at a running system.
struct PlayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "play",
        abstract: "Type as a family and as the artisan; read on both phones.",
        discussion: """
            A line is an SMS of the family. A line that begins with 'a ' is an SMS of the artisan \
            who last got an offer. An empty line ends.
            """)

    @OptionGroup var places: PlaceOptions
    @OptionGroup var chamber: ChamberOption

    @Option(help: "The family's number.")
    var phone = "+213660088888"

    func run() async throws {
        guard let run = try RunFile.load(data: places.data) else {
            throw Failure(.tryAgain, "nothing runs in \(places.data); start: maalem up")
        }
        let broker = try AMQPBroker(url: run.brokerURL, name: "maalem-play")
        let phones = Phones(
            publisher: InputPublisher(try await broker.publisher()), family: phone,
            outbox: URL(filePath: places.data).appending(path: "outbox/\(chamber.chamber)"))
        Console.out("You are \(phone). Write what you need, e.g.: fuite d'eau à Maraval, urgent")
        Console.out(
            "The artisan who gets the offer answers with a line that begins with 'a': a oui")
        let reader = Task { try await phones.read() }
        for await line in typedLines() {
            if line.isEmpty { break }
            try await phones.write(line)
        }
        reader.cancel()
        await broker.close()
    }
}

/// The lines of the standard input, read where a wait for a key holds nobody up.
private func typedLines() -> AsyncStream<String> {
    AsyncStream { lines in
        DispatchQueue.global().async {
            while let line = readLine() { lines.yield(line) }
            lines.finish()
        }
    }
}

/// The two phones of the play.
private actor Phones {
    private let publisher: InputPublisher
    private let family: String
    private var outbox: OutboxReader
    private var artisan: String?
    private var written = 0
    private let run = "play-\(Int(Date().timeIntervalSince1970 * 1000))"

    init(publisher: InputPublisher, family: String, outbox: URL) {
        self.publisher = publisher
        self.family = family
        self.outbox = OutboxReader(folder: outbox)
    }

    func write(_ line: String) async throws {
        written += 1
        let isArtisan = line.hasPrefix("a ")
        guard let sender = isArtisan ? artisan : family else {
            Console.out("  no artisan has an offer yet")
            return
        }
        let text = isArtisan ? String(line.dropFirst(2)) : line
        let input = InputEnvelope.sms(from: sender, text, id: "\(run)-\(written)")
        try await publisher.publish([input.message]).requireWhole()
        Console.out("  sent from \(sender)")
    }

    func read() async throws {
        while !Task.isCancelled {
            for message in try outbox.fresh() {
                if message.purpose == .offer { artisan = message.to }
                let who = message.to == family ? "you" : "artisan \(message.to)"
                Console.out("  [\(who)]")
                for line in message.text.split(separator: "\n") {
                    Console.out("    " + TerminalText(String(line)).printed)
                }
            }
            try await StageKit.pause(until: .now + .milliseconds(100))
        }
    }
}
