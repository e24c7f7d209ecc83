import Foundation
import LedgerStage
import Model
import NotifierStage

/// What would be done again, how old it is, and who would be written to. The stages decide anew
/// when the message comes: what has expired or ended meanwhile is not said as if it were new.
struct ReplayPreview {
    private let letters: [DeadLetterDesk.Filed]
    private let now: Instant
    /// By chamber and offer or request: how they stand.
    private let offers: [String: String]
    private let requests: [String: String]

    init(_ letters: [DeadLetterDesk.Filed], _ desk: DeadLetterDesk, at now: Instant) throws {
        self.letters = letters
        self.now = now
        func states(_ view: LedgerView, _ column: String, for stages: [String]) throws
            -> [String: String]
        {
            let needed = letters.contains { stages.contains($0.letter.stage) }
            guard needed, let ledger = desk.ledger(desk.chamber) else { return [:] }
            let rows = LedgerRows(try ledger.rows(of: view, limit: 10_000_000))
            return Dictionary(
                rows.rows.compactMap { row in
                    rows.cell(row, "id").string.map { ($0, rows.cell(row, column).string ?? "") }
                }, uniquingKeysWith: { first, _ in first })
        }
        offers = try states(.offers, "outcome", for: ["notifier"])
        requests = try states(.requests, "state", for: ["notifier", "matcher", "classifier"])
    }

    var table: Table {
        var table = Table([
            .init("letter"), .init("age"), .init("again", isElastic: true),
            .init("who is written to", isElastic: true),
        ])
        for filed in letters {
            table.add([
                .string(filed.letter.id), .string(age(of: filed.letter)),
                .string(again(filed.letter)), .string(written(filed)),
            ])
        }
        return table
    }

    /// When the message was said, else when it was given up.
    private func said(_ letter: StoredDeadLetter) -> Instant {
        Instant(rfc3339: letter.told?.occurredAt ?? letter.recordedAt) ?? now
    }

    private func age(of letter: StoredDeadLetter) -> String {
        duration(milliseconds: max(0, now.milliseconds - said(letter).milliseconds))
    }

    private func again(_ letter: StoredDeadLetter) -> String {
        let what = letter.originalType ?? "message"
        let about = letter.told?.subject.map { " of \($0)" } ?? ""
        return "\(letter.stage): \(what)\(about)"
    }

    // MARK: - Who would be written to

    private func written(_ filed: DeadLetterDesk.Filed) -> String {
        let letter = filed.letter
        if letter.stage != "intake", letter.told == nil, letter.originalType == nil {
            return "nobody: it could not be read"
        }
        switch letter.stage {
        case "notifier": return byNotifier(letter)
        case "matcher": return byMatcher(letter)
        case "classifier":
            return ended(request(of: letter)) ?? "artisans by turn, then the family"
        case "intake":
            let isCommand = letter.exchange == InputEnvelope.Way.commands.rawValue
            return isCommand ? "whom the command concerns" : "as for a message that comes now"
        default: return "nobody"
        }
    }

    private func request(of letter: StoredDeadLetter) -> String? {
        letter.told?.subject ?? (letter.told?.payloadData?["requestId"]?.string)
    }

    /// `nil` while a request is in hand.
    private func ended(_ request: String?) -> String? {
        guard let request, let state = requests[request],
            ["done", "missed", "unfilled", "cancelled", "joined", "not-a-request", "assigned"]
                .contains(state)
        else { return nil }
        return "nobody: \(request) is \(state)"
    }

    private func byMatcher(_ letter: StoredDeadLetter) -> String {
        switch letter.originalType {
        case RequestClassified.type:
            return ended(request(of: letter)) ?? "artisans by turn, then the family"
        case ReplyParsed.type: return "nobody, unless an offer older than the reply is open"
        case NotificationReport.sent, NotificationReport.uncertain: return "nobody"
        default: return "whom the matcher's decision concerns"
        }
    }

    private func byNotifier(_ letter: StoredDeadLetter) -> String {
        guard let entry = letter.told, let event = entry.event else {
            return "nobody that can be told beforehand"
        }
        guard let forecasts = try? Forecast.of(event) else {
            return "nobody, unless it is edited: it has not the form of \(entry.type)"
        }
        let lines = forecasts.map(line)
        return lines.isEmpty ? "nobody" : lines.joined(separator: "; ")
    }

    private func line(_ forecast: Forecast) -> String {
        guard forecast.deadline > now else {
            return "nobody: expired (\(forecast.purpose.rawValue))"
        }
        if forecast.purpose == .offer, let offer = forecast.offerID,
            let outcome = offers[offer], outcome != "open"
        {
            return "nobody: the offer is \(outcome)"
        }
        let isJob = forecast.purpose == .assignedFamily || forecast.purpose == .assignedArtisan
        if isJob, let request = forecast.requestID, requests[request] == "cancelled" {
            return "nobody: \(request) is cancelled"
        }
        let who: String
        switch forecast.purpose {
        case .offer, .offerClosed, .assignedArtisan, .nothingOpen:
            who = forecast.registerNumber.map { "artisan \($0)" } ?? "who replied"
        case .affiliation: who = "who applied"
        default: who = forecast.requestID.map { "the family of \($0)" } ?? "the family"
        }
        let minutes = duration(milliseconds: forecast.deadline.milliseconds - now.milliseconds)
        return "\(who): \(forecast.purpose.rawValue), within \(minutes)"
    }
}

extension LedgerEntry {
    var payloadData: JSON? { (try? JSONReader.read(payload))?["data"] }

    /// The event as it was said, without what is sealed; `nil` where the entry is not one.
    var event: Event? {
        guard let json = try? JSONReader.read(payload), let id = EventID(hex: eventID),
            let cause = EventID(hex: causeID), let time = Instant(rfc3339: occurredAt),
            let chamber = json["chamber"]?.string.flatMap({ ChamberCode($0) })
        else { return nil }
        return Event(
            id: id, source: json["source"]?.string ?? "", type: type, subject: subject,
            chamber: chamber, time: time, causeID: cause,
            traceparent: json["traceparent"]?.string.flatMap(Traceparent.init)
                ?? Traceparent(startingAt: cause),
            data: json["data"] ?? [:])
    }
}
