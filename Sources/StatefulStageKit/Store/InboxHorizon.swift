import GRDB
import Model

/// How long a store remembers which events it has seen (law 7). What comes again after that would
/// be handled as new; so it is longer than any queue, any backup of a broker and any channel's
/// patience keeps a message.
public enum InboxHorizon {
    public static let days: Int64 = 90

    /// The day of an instant, counted from 1970, UTC.
    static func day(_ instant: Instant) -> Int64 { instant.milliseconds / 86_400_000 }

    /// Once a day, forgets what was seen before the horizon. Letters that are dead stay known: an
    /// operator may replay one at any time.
    static func keep(at now: Instant, _ database: Database) throws {
        let today = day(now)
        let last = try KitTables.integer("inbox-day", database)
        guard last != today else { return }
        if last == nil {
            // A store of before this rule: whatever it knows, it learned today.
            try database.execute(
                sql: "UPDATE kit_inbox SET day = ? WHERE day = 0", arguments: [today])
        } else {
            try database.execute(
                sql: "DELETE FROM kit_inbox WHERE day < ? AND dead = 0", arguments: [today - days])
        }
        try KitTables.set("inbox-day", today, database)
    }
}
