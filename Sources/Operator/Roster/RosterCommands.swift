import Model

/// The commands that bring a roster into the system, as any operator would give them.
///
/// Ids come from the register number, the sequence and a digest of the content: the same file
/// imported again says the same inputs, which the system knows already. Neither carries a time,
/// so that equal ids have equal bytes.
public struct RosterCommands: Sendable {
    let chamber: ChamberCode
    let `operator`: String
    let reason: String

    public init(chamber: ChamberCode, operator: String, reason: String) {
        self.chamber = chamber
        self.operator = `operator`
        self.reason = reason
    }

    static let source = "operator/roster"

    /// All registrations, then all conventions: a convention that overtakes its artisan only waits.
    public func all(_ records: [RosterRecord]) -> [InputEnvelope] {
        records.map(registration) + records.compactMap(convention)
    }

    public func registration(_ record: RosterRecord) -> InputEnvelope {
        var data: [String: JSON] = [
            "registerNumber": .string(record.registerNumber.text),
            "kind": .string(record.kind.rawValue), "mode": .string(record.mode.rawValue),
            "name": .string(record.name), "phone": .string(record.phone),
            "trades": .array(record.trades.map { .string($0.text) }),
            "quartiers": .array(record.quartiers.map { .string($0.text) }),
            "language": .string(record.language.rawValue),
            "sequence": .integer(Int64(record.sequence)),
        ]
        data["homeQuartier"] = record.homeQuartier.map { .string($0.text) }
        data["hours"] = record.hours.map(hours)
        data["members"] = record.members.map { .integer(Int64($0)) }
        data["capacity"] = record.capacity.map { .integer(Int64($0)) }
        if !record.qualifications.isEmpty {
            data["qualifications"] = .array(record.qualifications.map { .string($0) })
        }
        return envelope(CommandType.artisanRegistered, record, data)
    }

    /// `nil` where the record has no convention.
    public func convention(_ record: RosterRecord) -> InputEnvelope? {
        guard let convention = record.convention else { return nil }
        var data: [String: JSON] = [
            "registerNumber": .string(record.registerNumber.text),
            "from": .string(convention.from),
        ]
        data["until"] = convention.until.map { .string($0) }
        return envelope(CommandType.conventionSigned, record, data)
    }

    private func envelope(
        _ type: String, _ record: RosterRecord, _ data: [String: JSON]
    ) -> InputEnvelope {
        var members = data
        members["chamber"] = .string(chamber.text)
        members["operator"] = .string(`operator`)
        members["reason"] = .string(record.isSynthetic ? reason + " (synthetic)" : reason)
        let content = JSON.object(members)
        let digest = EventID(body: content.canonicalBytes).hex.prefix(16)
        let id = "\(type)-\(record.registerNumber)-\(record.sequence)-\(digest)"
        return InputEnvelope(
            way: .commands, source: Self.source, id: id, type: type, data: content)
    }

    private func hours(_ hours: WorkingHours) -> JSON {
        .object([
            "days": .object(
                hours.days.mapValues {
                    ["from": .integer(Int64($0.from)), "until": .integer(Int64($0.until))]
                })
        ])
    }
}
