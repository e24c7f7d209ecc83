import Bootstrap
import LedgerStage
import Model

/// All that the ledger holds about one request, in order: what was said of it, because of it, and
/// what brought that about.
struct Story: Sendable {
    /// One entry, as a person or a program reads it.
    struct Line: Sendable {
        /// Counts from 1 within the story.
        var number: Int
        var entry: LedgerEntry
        var at: Instant
        var data: JSON
        /// What was sealed; `nil` where nothing is, or without the vault.
        var personal: JSON?
        /// The line that it answers; `nil`: an input from outside, or a line of another story.
        var cause: Int?
    }

    let requestID: String
    let lines: [Line]

    /// - Parameter opening: reads what is sealed; the reader needs the vault
    /// - Throws: `Failure` (65) where the ledger knows no such request
    init(of requestID: String, in ledger: LedgerReader, opening: Bool) throws {
        self.requestID = requestID
        var entries: [Int64: LedgerEntry] = [:]
        for entry in try ledger.trace(subject: requestID)
        where try Self.belongs(entry, to: requestID) {
            entries[entry.seq] = entry
        }
        guard !entries.isEmpty else {
            throw Failure(.data, "the ledger knows no request \(requestID.terminalSafe)")
        }
        // Cases live on under their own name; replies came in under no name of this request.
        for entry in Array(entries.values) {
            if entry.type == "case.opened", let subject = entry.subject {
                for more in try ledger.entries(subject: subject) { entries[more.seq] = more }
            }
            if let id = EventID(hex: entry.causeID), let cause = try ledger.entry(eventID: id),
                Self.tellsOfItself(cause.type)
            {
                entries[cause.seq] = cause
            }
        }
        let ordered = entries.values.sorted { $0.seq < $1.seq }
        let numbers = Dictionary(
            ordered.enumerated().map { ($0.element.eventID, $0.offset + 1) },
            uniquingKeysWith: { first, _ in first })
        lines = try ordered.enumerated().map { index, entry in
            Line(
                number: index + 1, entry: entry,
                at: Instant(rfc3339: entry.occurredAt) ?? Instant(milliseconds: 0),
                data: try JSONReader.read(entry.payload)["data"] ?? [:],
                personal: opening ? try ledger.personal(of: entry) : nil,
                cause: numbers[entry.causeID])
        }
    }

    /// What follows from an entry may concern another request: an artisan who is free again.
    private static func belongs(_ entry: LedgerEntry, to requestID: String) throws -> Bool {
        guard let other = try JSONReader.read(entry.payload)["data"]?["requestId"]?.string
        else { return true }
        return other == requestID || entry.subject == requestID
    }

    /// Causes that belong to the story although they name no request.
    private static func tellsOfItself(_ type: String) -> Bool {
        ["reply.parsed", "delivery.reported", "request.classified", "request.accepted"]
            .contains(type) || type.hasPrefix("notification.")
    }

    var json: JSON {
        .array(
            lines.map { line in
                var members: [String: JSON] = [
                    "seq": .integer(line.entry.seq), "id": .string(line.entry.eventID),
                    "cause": .string(line.entry.causeID), "type": .string(line.entry.type),
                    "subject": JSON(line.entry.subject), "at": .string(line.entry.occurredAt),
                    "recordedAt": .string(line.entry.recordedAt), "data": line.data,
                ]
                members["personal"] = line.personal
                return .object(members)
            })
    }
}
