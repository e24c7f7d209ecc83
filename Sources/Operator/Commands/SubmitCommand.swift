import ArgumentParser
import Bootstrap
import Foundation
import Model
import StageKit

/// `maalem submit`
struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Publishes a request as a channel would, or a file of inputs.",
        discussion: """
            One request: maalem submit --phone '0550 00 00 01' 'Fuite sous l'évier, Maraval'
            A file, a line each: CloudEvents as they stand, or examples with id and text.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var brokers: ChannelBrokerOption
    @Argument(help: "What the family says.") var text: String?
    @Option(help: "The family's number, any way people write it.") var phone: String?
    @Option(help: "sms, phone, web, desk or whatsapp.") var channel: InputChannel = .sms
    @Option(name: .customLong("place"), help: "Where, as said.") var placeSaid: String?
    @Option(help: "The chamber; default: the channel's.") var chamber: ChamberCode?
    @Option(help: "A file of inputs, one a line; - is the standard input.") var file: String?
    @Option(help: "Sets the ids of examples apart; the same run again changes nothing.")
    var run: String?
    @Option(help: "Append the ids of what was confirmed here, for maalem account.")
    var published: String?
    @OptionGroup var format: FormatOption

    func validate() throws {
        guard (text == nil) != (file == nil) else {
            throw ValidationError("give a text or --file, one of them")
        }
        if text != nil && phone == nil { throw ValidationError("a text needs --phone") }
    }

    func run() async throws {
        let run = self.run ?? "submit-\(SystemClock().now().milliseconds)"
        let inputs = try file.map { path in
            try SubmissionReader(channel: channel, run: run, chamber: chamber)
                .read(try readFile(path), file: path)
        }
        let tally = try await brokers.publish(inputs ?? [request(run)], place)
        if let published {
            try appendLines(tally.confirmed.map(\.hex), to: published)
        }
        report(tally)
        try tally.requireWhole()
    }

    private func request(_ run: String) -> RawInput {
        var data: [String: JSON] = [
            "channel": .string(channel.rawValue), "phone": .string(phone ?? ""),
            "text": .string(text ?? ""),
        ]
        data["place"] = placeSaid.map { .string($0) }
        data["chamber"] = chamber.map { .string($0.text) }
        return InputEnvelope(
            way: .requests, source: "channel/\(channel.rawValue)", id: run,
            type: "request.submitted",
            // The same run again is the same input to the last byte, or it would be a conflict.
            time: self.run == nil ? SystemClock().now() : nil, data: .object(data)
        ).message
    }

    private func report(_ tally: InputPublisher.Tally) {
        if format.json {
            Console.out(
                JSON.array(
                    tally.confirmed.map {
                        ["id": .string($0.hex), "requestId": .string($0.subject("r"))]
                    }
                ).canonicalText)
        } else if file == nil, let id = tally.confirmed.first {
            Console.out("confirmed; maalem trace \(id.subject("r")) tells what becomes of it")
        } else {
            Console.out("\(tally.confirmed.count) confirmed")
        }
    }
}

extension InputChannel: ExpressibleByArgument {}

/// - Throws: `Failure` (75)
private func appendLines(_ lines: [String], to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw Failure(.tryAgain, "cannot write \(path)") }
    let handle = FileHandle(fileDescriptor: file, closeOnDealloc: true)
    do {
        try handle.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
    } catch {
        throw Failure(.tryAgain, "cannot write \(path): \(error.localizedDescription)")
    }
}
