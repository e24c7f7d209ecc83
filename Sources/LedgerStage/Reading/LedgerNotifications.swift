import GRDB

extension LedgerReader {
    /// How often somebody was written to twice for one thing: a notification sent twice under its
    /// own id, or an offer, an assignment or a question told twice under different ones. Nought,
    /// or something is wrong. - Throws: `DatabaseError`
    public func repeatedNotifications() throws -> Int {
        try queue.read { database in
            try Int.fetchOne(
                database,
                sql: """
                    SELECT
                        (SELECT count(*) FROM (
                            SELECT 1 FROM entry WHERE type = 'notification.sent'
                            GROUP BY payload ->> '$.data.notificationId' HAVING count(*) > 1))
                        + (SELECT count(*) FROM (
                            SELECT 1 FROM entry WHERE type = 'notification.sent'
                                AND payload ->> '$.data.purpose' IN
                                    ('offer', 'assigned-artisan', 'question')
                            GROUP BY payload ->> '$.data.purpose',
                                coalesce(payload ->> '$.data.offerId',
                                    payload ->> '$.data.requestId'),
                                payload ->> '$.data.person'
                            HAVING count(*) > 1))
                    """) ?? 0
        }
    }

    /// The ids of notifications that are out, or may be. - Throws: `DatabaseError`
    /// - Parameter uncertain: also those of which nobody can say whether they went
    public func sentNotifications(uncertain: Bool) throws -> Set<String> {
        let maybe = uncertain ? ", 'notification.uncertain'" : ""
        return try queue.read { database in
            try String.fetchSet(
                database,
                sql: """
                    SELECT payload ->> '$.data.notificationId' FROM entry
                    WHERE type IN ('notification.sent'\(maybe))
                    """)
        }
    }
}
