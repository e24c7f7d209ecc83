import Model

/// Checks a value against the subset of JSON Schema 2020-12 that `EventSchema` prints.
struct SchemaValidator {
    private(set) var problems: [String] = []
    /// Also report object members that the schema does not name.
    var refusesUnknown = false

    static func problems(
        _ value: JSON, _ schema: JSON, refusesUnknown: Bool = false
    ) throws -> [String] {
        var validator = SchemaValidator(refusesUnknown: refusesUnknown)
        try validator.check(value, schema, at: "$")
        return validator.problems
    }

    private mutating func check(_ value: JSON, _ schema: JSON, at path: String) throws {
        if let options = schema["anyOf"]?.array {
            let fits = try options.contains { try Self.problems(value, $0).isEmpty }
            if !fits { problems.append("\(path): fits none of the forms") }
        }
        if let constant = schema["const"], constant != value {
            problems.append("\(path): not \(constant.canonicalText)")
        }
        if let words = schema["enum"]?.array, !words.contains(value) {
            problems.append("\(path): not of the list")
        }
        if let type = schema["type"]?.string, !isOf(type, value) {
            problems.append("\(path): \(value.typeName), not \(type)")
        }
        switch value {
        case .string(let text): try string(text, schema, path)
        case .integer(let number): range(Double(number), schema, path)
        case .number(let number): range(number, schema, path)
        case .array(let elements): try array(elements, schema, path)
        case .object(let members): try object(members, schema, path)
        default: break
        }
    }

    private func isOf(_ type: String, _ value: JSON) -> Bool {
        if type == "integer" { return value.integer != nil }
        return type == value.typeName
    }

    private mutating func string(_ text: String, _ schema: JSON, _ path: String) throws {
        let count = Int64(text.unicodeScalars.count)
        if let least = schema["minLength"]?.integer, count < least {
            problems.append("\(path): too short")
        }
        if let most = schema["maxLength"]?.integer, count > most {
            problems.append("\(path): too long")
        }
        if let pattern = schema["pattern"]?.string {
            let found = try text.firstMatch(of: Regex<AnyRegexOutput>(pattern))
            if found == nil { problems.append("\(path): not of the form \(pattern)") }
        }
        switch schema["format"]?.string {
        case "date-time" where Instant(rfc3339: text) == nil: problems.append("\(path): no time")
        case "date" where Instant(rfc3339: text + "T00:00:00Z") == nil:
            problems.append("\(path): no date")
        default: break
        }
    }

    private mutating func range(_ number: Double, _ schema: JSON, _ path: String) {
        if let least = schema["minimum"]?.double, number < least {
            problems.append("\(path): too small")
        }
        if let most = schema["maximum"]?.double, number > most {
            problems.append("\(path): too large")
        }
    }

    private mutating func array(_ elements: [JSON], _ schema: JSON, _ path: String) throws {
        if let most = schema["maxItems"]?.integer, elements.count > most {
            problems.append("\(path): too many")
        }
        guard let items = schema["items"] else { return }
        for (index, element) in elements.enumerated() {
            try check(element, items, at: "\(path)[\(index)]")
        }
    }

    private mutating func object(
        _ members: [String: JSON], _ schema: JSON, _ path: String
    ) throws {
        for name in schema["required"]?.array ?? [] where members[name.string ?? ""] == nil {
            problems.append("\(path): \(name.string ?? "") is missing")
        }
        let named = schema["properties"]?.object
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            if let schema = named?[name] ?? schema["additionalProperties"] {
                try check(value, schema, at: "\(path).\(name)")
            } else if refusesUnknown, named != nil {
                problems.append("\(path).\(name): not in the schema")
            }
            if let names = schema["propertyNames"] {
                try check(.string(name), names, at: "\(path).\(name)")
            }
        }
    }
}
