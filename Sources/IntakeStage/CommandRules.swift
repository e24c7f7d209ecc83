import Model

/// What the members of a command must be to each other.
enum CommandRules {
    /// Which member names what a command is about.
    static let subjects = [
        "requestId", "caseId", "deadLetterId", "projectId", "registerNumber", "person",
    ]

    /// - Throws: `Refusal`
    static func check(_ type: String, _ data: [String: JSON]) throws {
        switch type {
        case CommandType.requestReclassify:
            guard data["trade"] ?? data["urgency"] ?? data["quartier"] != nil else {
                throw Refusal(.missingField, "data.trade", "One of trade, urgency, quartier.")
            }
        case CommandType.conventionSigned, CommandType.conventionSuspended,
            CommandType.conventionResumed, CommandType.conventionTerminated:
            try checkDates(data, path: "data")
        case CommandType.projectAnnounced: try checkLots(data["lots"]?.array ?? [])
        default: break
        }
    }

    /// Dates of one form compare as texts.
    private static func checkDates(_ members: [String: JSON], path: String) throws {
        guard let from = members["from"]?.string, let until = members["until"]?.string,
            until < from
        else { return }
        throw Refusal(.invalidField, "\(path).until", "It is before `from`.")
    }

    /// Lots have ids of their own and wait for each other without a circle.
    private static func checkLots(_ lots: [JSON]) throws {
        var waitsFor: [String: Set<String>] = [:]
        for (index, lot) in lots.enumerated() {
            try checkDates(lot.object ?? [:], path: "data.lots[\(index)]")
            let others = (lot["dependsOn"]?.array ?? []).compactMap(\.string)
            let id = lot["lotId"]?.string ?? ""
            guard waitsFor.updateValue(Set(others), forKey: id) == nil else {
                throw Refusal(
                    .invalidField, "data.lots[\(index)].lotId", "Another lot has the same id.")
            }
        }
        for (index, lot) in lots.enumerated() {
            let others = (lot["dependsOn"]?.array ?? []).compactMap(\.string)
            guard others.allSatisfy({ waitsFor[$0] != nil }) else {
                throw Refusal(
                    .invalidField, "data.lots[\(index)].dependsOn", "The project has no such lot.")
            }
        }
        var done: Set<String> = []
        while done.count < waitsFor.count {
            let ready = waitsFor.filter { !done.contains($0.key) && $0.value.isSubset(of: done) }
            guard !ready.isEmpty else {
                throw Refusal(.invalidField, "data.lots", "Lots wait for each other in a circle.")
            }
            done.formUnion(ready.keys)
        }
    }
}
