import ArgumentParser
import Bootstrap
import Foundation
import LedgerStage
import Model
import NotifierStage
import StageKit

/// `maalem hold`
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold",
        abstract: "Keeps a notifier from sending until somebody releases it.",
        discussion: """
            For a chamber that was moved or restored. While it is on hold messages are written \
            down and wait; what comes too late is skipped as ever; safety lines go out. The \
            notifier looks at the file every five seconds and before each sending.
            """,
        subcommands: [HoldShow.self, HoldOn.self, HoldSettle.self, HoldOff.self],
        defaultSubcommand: HoldShow.self)
}

/// `maalem hold on`
struct HoldOn: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "on", abstract: "Messages are recorded and not sent from now on.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var chamber: ChamberOption
    @Option(help: "Why; shown at /ready.") var reason: String

    func run() throws {
        let hold = HoldFile(dataDirectory: place.data, chamber: chamber.chamber)
        try writeFile(hold.path, reason + "\n")
        Console.out("notifier \(chamber.chamber) sends nothing within five seconds: \(hold.path)")
    }
}

/// `maalem hold off`
struct HoldOff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "off", abstract: "What waits and is still worth sending goes out.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var chamber: ChamberOption

    func run() throws {
        let hold = HoldFile(dataDirectory: place.data, chamber: chamber.chamber)
        guard hold.reason != nil else {
            return Console.out("notifier \(chamber.chamber) was not on hold")
        }
        guard unlink(hold.path) == 0 else {
            throw Failure(.tryAgain, "\(hold.path): \(String(cString: strerror(errno)))")
        }
        Console.out("notifier \(chamber.chamber) sends again within five seconds")
    }
}

/// `maalem hold show`
struct HoldShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "What waits to be sent, and what the ledger says of it (the default).")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var chamber: ChamberOption
    @OptionGroup var format: FormatOption

    func run() throws {
        let code = chamber.chamber
        let waiting = try HeldMessages(place, code)
        var table = Table([
            .init("notification"), .init("purpose"), .init("request"), .init("state"),
            .init("until"), .init("ledger"),
        ])
        let local = place.localTime(code)
        for one in waiting.all {
            table.add([
                .string(one.id), .string(one.purpose), JSON(one.requestID), .string(one.state),
                .string(
                    format.json ? one.deadline.rfc3339 : local.moment(one.deadline)),
                JSON(waiting.told[one.id]),
            ])
        }
        Console.show(table, asJSON: format.json, empty: "nothing waits")
        guard !format.json else { return }
        let reason = HoldFile(dataDirectory: place.data, chamber: code).reason
        Console.out(
            reason.map { "notifier \(code) is on hold: \($0)" } ?? "notifier \(code) is not on hold"
        )
        if !waiting.settled.isEmpty {
            Console.out(
                "\(waiting.settled.count) have been heard according to the ledger: "
                    + "maalem hold settle --chamber \(code)")
        }
    }
}

/// `maalem hold settle`
struct HoldSettle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settle",
        abstract: "Tells a restored notifier what it had already sent, as the ledger knows it.",
        discussion: "Publishes a delivery.reported for each; the notifier then does not send it.")

    @OptionGroup var place: PlaceOptions
    @OptionGroup var chamber: ChamberOption
    @OptionGroup var brokers: ChannelBrokerOption

    func run() async throws {
        let settled = try HeldMessages(place, chamber.chamber).settled
        guard !settled.isEmpty else { return Console.out("nothing to settle") }
        let inputs = settled.map { one in
            InputEnvelope(
                way: .requests, source: "gateway/hold", id: "settle-\(one.id)",
                type: "delivery.reported",
                data: [
                    "notificationId": .string(one.id), "status": "delivered",
                    "detail": "sent before the notifier was restored",
                    "chamber": .string(chamber.chamber.text),
                ]
            ).message
        }
        let tally = try await brokers.publish(inputs, place)
        try tally.requireWhole()
        Console.out("\(tally.confirmed.count) reported as delivered")
    }
}

/// What a notifier has not sent, beside what the ledger knows.
private struct HeldMessages {
    let all: [NotifierReader.Pending]
    let told: [String: String]

    init(_ place: PlaceOptions, _ chamber: ChamberCode) throws {
        let path = "\(place.data)/notifier-\(chamber).sqlite"
        guard FileManager.default.fileExists(atPath: path) else {
            throw Failure(.configuration, "\(path): no such file")
        }
        all = try NotifierReader(path: path).pending()
        let ids = Set(all.map(\.id))
        told = ids.isEmpty ? [:] : try place.ledger(chamber).told(of: ids)
    }

    /// Sent or delivered in a former life of the store.
    var settled: [NotifierReader.Pending] {
        all.filter {
            ["sent", "delivered"].contains(told[$0.id] ?? "") && $0.state != "attempting"
        }
    }
}
