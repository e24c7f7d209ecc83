import Model

/// Reads an input's data by its schema: only the members that the schema names, `null` and empty
/// optional ones left out, texts trimmed, times and hours in one form.
struct DataReader {
    let words: ChamberWords

    /// - Parameter path: where the object stands, for refusals: `data`
    /// - Throws: `Refusal`
    func read(
        _ members: [String: JSON], _ fields: [Field], path: String
    ) throws -> [String: JSON] {
        var read: [String: JSON] = [:]
        for field in fields {
            let place = Place(parent: path, name: field.name)
            if let json = members[field.name], let value = try value(json, field.kind, place) {
                read[field.name] = value
            } else if field.isRequired {
                throw Refusal(.missingField, place.text, "The member is required.")
            }
        }
        return read
    }

    /// The path of a member, spelled only when somebody asks.
    private struct Place {
        let parent: String
        let name: String
        var text: String { "\(parent).\(name)" }
    }

    /// `nil` where the value counts as absent.
    private func value(_ json: JSON, _ kind: Field.Kind, _ place: Place) throws -> JSON? {
        if json == .null { return nil }
        switch kind {
        case .integer(let range): return try integer(json, range, place)
        case .number(let range):
            guard let number = json.double else { throw mismatch("A number", json, place) }
            guard range.contains(number) else {
                throw invalid(place, "From \(range.lowerBound) to \(range.upperBound).")
            }
            return json
        case .boolean:
            guard json.bool != nil else { throw mismatch("A boolean", json, place) }
            return json
        case .hours: return try hours(json, place)
        case .list(let element, let limit): return try list(json, element, limit, place)
        case .object(let fields):
            guard let members = json.object else { throw mismatch("An object", json, place) }
            return .object(try read(members, fields, path: place.text))
        case .map, .anything: return json
        default:
            guard let raw = json.string else { throw mismatch("A string", json, place) }
            let text = trimmed(raw)
            return text.isEmpty ? nil : .string(try string(text, kind, place))
        }
    }

    private func string(_ text: String, _ kind: Field.Kind, _ place: Place) throws -> String {
        switch kind {
        case .text(let limit):
            if text.utf8.count > limit, text.unicodeScalars.count > limit {
                throw Refusal(
                    place.name == "text" ? .textTooLong : .invalidField, place.text,
                    "At most \(limit) characters.")
            }
            return text
        case .choice(let allowed):
            guard allowed.contains(text) else {
                throw invalid(place, "One of: \(allowed.joined(separator: ", ")).")
            }
            return text
        case .trade:
            guard words.trades.contains(text) else {
                throw Refusal(.unknownTrade, place.text, "The catalogue has no such trade.")
            }
            return text
        case .quartier:
            guard words.quartiers.contains(text) else {
                throw Refusal(.unknownQuartier, place.text, "The chamber has no such quartier.")
            }
            return text
        case .instant:
            guard let instant = Instant(rfc3339: text) else {
                throw invalid(place, "RFC 3339 with a zone, years 2000–2100, is expected.")
            }
            return instant.rfc3339
        default: return try formed(text, kind, place)
        }
    }

    private func formed(_ text: String, _ kind: Field.Kind, _ place: Place) throws -> String {
        let isFormed: Bool
        let form: String
        switch kind {
        case .identifier, .registerNumber:
            (isFormed, form) = (RegisterNumber(text) != nil, "1–64 visible ASCII characters.")
        case .person: (isFormed, form) = (PersonID(text) != nil, "`p` and 32 hexadecimal digits.")
        case .eventID: (isFormed, form) = (EventID(hex: text) != nil, "64 hexadecimal digits.")
        case .date:
            (isFormed, form) = (
                text.utf8.count == 10 && Instant(rfc3339: text + "T00:00:00Z") != nil,
                "A date, YYYY-MM-DD, years 2000–2100."
            )
        default: (isFormed, form) = (true, "")
        }
        guard isFormed else { throw invalid(place, form) }
        return text
    }

    private func integer(
        _ json: JSON, _ range: ClosedRange<Int64>, _ place: Place
    ) throws -> JSON {
        guard let number = json.integer ?? json.double.flatMap(Int64.init(exactly:)) else {
            throw mismatch("A whole number", json, place)
        }
        guard range.contains(number) else {
            throw invalid(place, "From \(range.lowerBound) to \(range.upperBound).")
        }
        return .integer(number)
    }

    private func hours(_ json: JSON, _ place: Place) throws -> JSON? {
        if json == .string("") || json.object?.isEmpty == true { return nil }
        guard let hours = HoursReader.read(json) else {
            throw invalid(
                place, "\"08:00-17:00\", or days 1–7: {\"days\":{\"1\":{\"from\":…,\"until\":…}}}.")
        }
        return try JSON(encoding: hours)
    }

    private func list(
        _ json: JSON, _ kind: Field.Kind, _ limit: Int, _ place: Place
    ) throws -> JSON? {
        guard let elements = json.array else { throw mismatch("An array", json, place) }
        if elements.isEmpty { return nil }
        guard elements.count <= limit else { throw invalid(place, "At most \(limit) elements.") }
        var read: [JSON] = []
        for (index, element) in elements.enumerated() {
            let place = Place(parent: place.parent, name: "\(place.name)[\(index)]")
            guard let value = try value(element, kind, place) else {
                throw invalid(place, "An element is not empty.")
            }
            read.append(value)
        }
        return .array(read)
    }

    private func mismatch(_ wanted: String, _ json: JSON, _ place: Place) -> Refusal {
        invalid(place, "\(wanted) is expected, not \(json.typeName).")
    }

    private func invalid(_ place: Place, _ detail: String) -> Refusal {
        Refusal(.invalidField, place.text, detail)
    }
}
