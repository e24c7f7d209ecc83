import AMQP
import Bootstrap
import Foundation
import LedgerStage
import Model

/// The end of a demo: what contract §5 promises, in figures; the ledger's verification; what the
/// stages cost; and what to try next.
struct DemoAccount {
    let installation: Installation
    let places: PlaceOptions
    let chamber: ChamberCode
    let published: Set<EventID>

    /// - Throws: `Failure` (1) where the account does not balance or the chain is broken
    func print() async throws {
        let management = try ManagementClient(url: installation.run.managementURL)
        let sheet = try await AccountSheet.take(
            places, management: management, published: published)
        Console.out(sheet.table.text(width: 80))
        Console.out(
            "   of \(published.count) inputs that the broker confirmed to this demo, "
                + "\(sheet.published?.unknown.count ?? 0) are unknown")
        let texted = try doubleTexts()
        Console.out("   turns for which somebody was texted twice: \(texted)")
        for code in [chamber, .unreadable] {
            let report = try LedgerVerifier.verify(path: ledgerPath(code))
            Console.out("   ledger \(code): \(report)")
            guard report.isWhole else {
                throw Failure(.checkFailed, "the ledger of \(code) does not verify")
            }
        }
        guard sheet.balances, texted == 0 else {
            throw Failure(.checkFailed, sheet.problems.joined(separator: "; "))
        }
        Console.out("\n5. What it costs")
        await costs()
        Console.out("\n6. Try next")
        try suggestions()
    }

    private func ledgerPath(_ code: ChamberCode) -> String {
        "\(installation.data)/ledger-\(code).sqlite"
    }

    /// A notification sent twice has two `notification.sent`; an offer texted twice has two for it.
    private func doubleTexts() throws -> Int {
        let ledger = try LedgerReader(path: ledgerPath(chamber))
        return try ledger.repeatedNotifications()
    }

    private func costs() async {
        let living = await installation.supervisor.processes
        for process in living {
            let name = process.launch.name
            let start = installation.startups.first { $0.stage == name }
            Console.out(
                "   " + name.padding(toLength: 12, withPad: " ", startingAt: 0)
                    + String(format: "ready in %.2f s, ", start?.ready.seconds ?? 0)
                    + (ProcessMemory(pid: process.pid)?.text ?? "gone"))
        }
        let losses = await installation.supervisor.losses
        if !losses.isEmpty {
            Console.out(
                "   killed and started again: " + losses.map(\.stage).joined(separator: ", "))
        }
    }

    private func suggestions() throws {
        let ledger = try LedgerReader(path: ledgerPath(chamber))
        let offers = try ledger.rows(of: .offers, limit: 1).named
        let request = offers.first?["request_id"]?.string ?? "REQUEST"
        let offer = offers.first?["id"]?.string ?? "OFFER"
        let program = CommandLine.arguments.first ?? "maalem"
        let place = installation.data == "var" ? "" : " --data \(installation.data)"
        Console.out("   \(program) trace \(request)\(place)")
        Console.out("   \(program) why \(offer)\(place)")
        Console.out("   \(program) cases\(place)")
        Console.out(
            "   \(program) play\(place)        (type as the family and as the plumber, "
                + "while the system runs)")
        Console.out(
            "   sqlite3 -readonly \(ledgerPath(chamber)) 'SELECT * FROM v_demandes LIMIT 5'")
        Console.out("   ls \(installation.data)/outbox/\(chamber)")
    }
}
