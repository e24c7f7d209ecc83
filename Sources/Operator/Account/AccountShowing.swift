import LedgerStage
import Model

extension AccountSheet {
    var table: Table {
        var table = Table(
            [.init("who"), .init("chamber")]
                + ["known", "settled", "rejected", "dead", "queued", "open"].map {
                    .init($0, isNumber: true)
                })
        for row in rows {
            // What a broker's figures lag behind is no fault; JSON tells it as it is.
            let open: JSON = row.queued == nil ? .null : JSON(max(0, row.open))
            table.add([
                .string(row.name), JSON(row.chamber?.text), JSON(row.known), JSON(row.settled),
                JSON(row.rejected), JSON(row.dead), JSON(row.queued), open,
            ])
        }
        return table
    }

    var json: JSON {
        var members: [String: JSON] = [
            "rows": .array(rows.map(\.json)), "inFlight": JSON(inFlight),
            "unreadable": JSON(unreadable), "balances": .bool(balances),
            "problems": .array(problems.map { .string($0) }),
            "duplicates": .array(duplicates.map(\.json)),
            "conflicts": .array(conflicts.map(\.json)),
        ]
        if let published {
            members["published"] = [
                "confirmed": JSON(published.confirmed), "settled": JSON(published.settled),
                "rejected": JSON(published.rejected), "dead": JSON(published.dead),
                "unknown": .array(published.unknown.map { .string($0.hex) }),
            ]
        }
        return .object(members)
    }
}

extension AccountSheet.Row {
    fileprivate var json: JSON {
        [
            "who": .string(name), "chamber": JSON(chamber?.text), "known": JSON(known),
            "settled": JSON(settled), "rejected": JSON(rejected), "dead": JSON(dead),
            "queued": JSON(queued), "open": queued == nil ? .null : JSON(open),
        ]
    }
}

extension Repeated {
    fileprivate var json: JSON {
        [
            "id": .string(id), "isInput": .bool(isInput), "type": .string(type),
            "count": JSON(count),
        ]
    }

    fileprivate var line: String { "  \(id)  \(type)  \(count)" }
}

extension Console {
    /// The account for people.
    static func show(_ sheet: AccountSheet) {
        show(sheet.table, asJSON: false)
        if let published = sheet.published {
            out(
                "published: \(published.confirmed) confirmed, \(published.settled) settled, "
                    + "\(published.rejected) rejected, \(published.dead) dead, "
                    + "\(published.unknown.count) unknown")
            for id in published.unknown.prefix(10) { out("  unknown: \(id)") }
        }
        show("seen again with the same content", sheet.duplicates)
        show("seen again with another content (the first stands)", sheet.conflicts)
        for problem in sheet.problems { out(problem) }
        out(sheet.balances ? "the account balances" : "THE ACCOUNT DOES NOT BALANCE")
    }

    private static func show(_ what: String, _ all: [Repeated]) {
        guard !all.isEmpty else { return }
        let inputs = all.filter(\.isInput)
        let times = all.reduce(0) { $0 + $1.count }
        out("\(what): \(inputs.count) inputs, \(all.count - inputs.count) events; \(times) times")
        for one in all.prefix(10) { out(one.line) }
        if all.count > 10 { out("  … \(all.count - 10) more with --json") }
    }
}
