import Model
import StageKit

/// What an operator may change of a message before it is tried again.
public enum ReplayRules {
    /// An edited message is still the same message: it keeps its identity, so that what it caused
    /// before and what it causes now are known as one.
    /// - Returns: why it may not go, for a person; `nil`: it may
    public static func problem(
        _ edited: [UInt8], insteadOf original: [UInt8], stage: String
    ) -> String? {
        do {
            try check(edited, insteadOf: original, stage: stage)
            return nil
        } catch {
            return error.detail
        }
    }

    static func check(
        _ edited: [UInt8], insteadOf original: [UInt8], stage: String
    ) throws(DeadLetterRefusal) {
        let before = Origin(body: original)
        guard before.isNamed else {
            throw DeadLetterRefusal(
                "no-identity",
                "the message names no id, so an edited one would be another: give it anew")
        }
        let after = Origin(body: edited)
        guard after.isNamed, after.id == before.id else {
            throw DeadLetterRefusal("other-identity", "the edited message has another id")
        }
        guard stage != "intake" else { return }
        // Between stages a message is an event, and says what it said before about other things.
        guard let was = try? Event(body: original), let event = try? Event(body: edited),
            event.type == was.type, event.chamber == was.chamber, event.causeID == was.causeID,
            event.source == was.source
        else {
            throw DeadLetterRefusal(
                "other-identity", "type, chamber, source and causeid stay what they were")
        }
    }
}
