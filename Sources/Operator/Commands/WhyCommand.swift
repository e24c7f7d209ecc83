import ArgumentParser
import Bootstrap
import Foundation
import LedgerStage
import MatcherStage
import Model

/// `maalem why OFFER`
struct WhyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Why an offer went to this artisan and no other, with the numbers.",
        discussion: """
            The whole order of that moment comes from the matcher's file, checked against the \
            digest that went out with the offer. Where that file is not at hand, the receipt in \
            the ledger tells the head of the order and the counts.
            """)

    @OptionGroup var place: PlaceOptions
    @OptionGroup var scope: ChamberOption
    @Argument(help: "o and 16 hexadecimal digits.") var offer: String
    @Option(help: "Why not this artisan: a register number.") var artisan: RegisterNumber?
    @OptionGroup var format: FormatOption

    func run() throws {
        let why = try decision()
        let isIntact = try why.isIntact()
        let answer = artisan.map { number in
            why.answer(for: number)
                ?? "\(number) is not in the head of the order; the matcher's file tells the rest"
        }
        if format.json {
            var members: [String: JSON] = [
                "made": try JSON(encoding: why.made),
                "intact": isIntact.map { .bool($0) } ?? .null,
            ]
            if let order = why.order { members["order"] = try JSON(encoding: order) }
            if let answer { members["answer"] = .string(answer) }
            return Console.out(JSON.object(members).canonicalText)
        }
        for line in why.lines { Console.out(line.terminalSafe) }
        switch isIntact {
        case true: Console.out("The matcher's file holds the order that this digest names.")
        case false: Console.out("THE MATCHER'S FILE HOLDS ANOTHER ORDER THAN THIS DIGEST NAMES.")
        case nil: break
        }
        if let answer { Console.out("\n" + answer) }
        if isIntact == false { throw ExitCode(Failure.Code.data.rawValue) }
    }

    private func decision() throws -> WhyOffer {
        let path = "\(place.data)/matcher-\(scope.chamber).sqlite"
        if FileManager.default.fileExists(atPath: path),
            let why = try MatcherReader(path: path).why(offer)
        {
            return why
        }
        guard let entry = try place.ledger(scope.chamber).offer(offer) else {
            throw Failure(.data, "no offer \(offer.terminalSafe) in chamber \(scope.chamber)")
        }
        guard let data = try JSONReader.read(entry.payload)["data"] else {
            throw Failure(.bug, "entry \(entry.seq) of the ledger has no data")
        }
        return WhyOffer(made: try data.decode())
    }
}
