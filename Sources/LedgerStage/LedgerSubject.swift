import Model

/// What an entry is about (contract §4).
enum LedgerSubject {
    private static let members = [
        "requestId", "caseId", "registerNumber", "projectId", "deadLetterId", "person",
    ]

    /// The event's own subject; where it has none, the first of the members that name one. The
    /// views find the entries of a request, an artisan or a case by it.
    static func of(_ event: Event) -> String? {
        if let subject = event.subject { return subject }
        for member in members {
            if let text = event.data[member]?.string, !text.isEmpty { return text }
        }
        return nil
    }
}
