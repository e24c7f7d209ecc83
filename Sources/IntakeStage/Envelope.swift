import Model
import StageKit

/// A delivery as far as it could be read. What is broken in one place does not hide what can be
/// read in another: a refusal names its source and is filed under its chamber where it can.
struct Envelope {
    let delivery: Delivery
    /// The body as JSON, or why it is none.
    let json: Result<JSON, Refusal>
    /// The identity of the input: of (source, id), else of the body (contract §1).
    let eventID: EventID
    let source: String?
    /// The id that the sender gave it.
    let id: String?
    let traceparent: Traceparent

    init(_ delivery: Delivery) {
        self.delivery = delivery
        json = Self.parse(delivery.body)
        let members = (try? json.get())?.object ?? [:]
        source = Self.identifying(members["source"])
        id = Self.identifying(members["id"])
        if let source, let id {
            eventID = EventID(source: source, id: id)
        } else {
            eventID = EventID(body: delivery.body)
        }
        traceparent =
            members["traceparent"]?.string.flatMap(Traceparent.init)
            ?? Traceparent(startingAt: eventID)
    }

    /// An attribute that may serve as half of an identity.
    private static func identifying(_ json: JSON?) -> String? {
        guard let text = json?.string, !text.isEmpty, isAttribute(text) else { return nil }
        return text
    }

    /// At most 1 KiB, no control characters (contract §1).
    static func isAttribute(_ text: String) -> Bool {
        text.utf8.count <= Limits.attribute
            && !text.unicodeScalars.contains {
                $0.value < 0x20 || (0x7F...0x9F).contains($0.value)
            }
    }

    private static func parse(_ body: [UInt8]) -> Result<JSON, Refusal> {
        guard body.count <= Limits.body else {
            return .failure(
                Refusal(.bodyTooLarge, nil, "The body is larger than \(Limits.body) bytes."))
        }
        do {
            return .success(try JSONReader.read(body))
        } catch let error as JSONError {
            return .failure(refusal(error))
        } catch {
            return .failure(Refusal(.notJSON, nil, "The body is not JSON."))
        }
    }

    private static func refusal(_ error: JSONError) -> Refusal {
        switch error {
        case .notUTF8(let offset): Refusal(.notUTF8, nil, "Not UTF-8 at byte \(offset).")
        case .notJSON(let offset, let reason):
            Refusal(.notJSON, nil, "Not JSON at byte \(offset): \(reason).")
        case .tooDeep(let limit):
            Refusal(.tooDeep, nil, "Arrays and objects nest deeper than \(limit).")
        case .duplicateMember: Refusal(.duplicateMember, nil, "An object names a member twice.")
        }
    }
}
