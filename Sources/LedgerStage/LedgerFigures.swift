import GRDB
import Model
import StatefulStageKit

// What the ledger shows of its own at /metrics.
extension LedgerStage {
    private static let entries = "maalem_ledger_entries"
    private static let deadLetters = "maalem_ledger_dead_letters_open"

    public static var figures: [Figure] {
        [
            Figure(entries, "Entries of the chain.", .level),
            Figure(deadLetters, "Dead letters neither replayed nor dropped.", .level),
        ]
    }

    public static func levels(_ store: LedgerStore, at now: Instant) throws -> [FigureValue] {
        [
            FigureValue(entries, [:], Int(try store.head().seq)),
            FigureValue(deadLetters, [:], try store.openDeadLetters()),
        ]
    }
}
