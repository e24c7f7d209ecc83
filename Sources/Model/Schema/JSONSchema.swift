// JSON Schema, draft 2020-12, of the whole CloudEvent.

extension EventSchema {
    /// What `maalem schema TYPE` prints.
    public var jsonSchema: JSON {
        var properties: [String: JSON] = [
            "specversion": ["const": "1.0"],
            "type": ["const": .string(Event.typePrefix + type + Event.typeSuffix)],
            "datacontenttype": ["const": "application/json"],
            "time": Field.Kind.instant.jsonSchema,
            "traceparent": [
                "type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$",
            ],
            "data": fields.jsonSchema,
        ]
        var required: [JSON] = ["specversion", "id", "source", "type", "data"]
        if exchange.isInput {
            properties["id"] = Self.attribute
            properties["source"] = Self.attribute
        } else {
            properties["id"] = Field.Kind.eventID.jsonSchema
            properties["source"] = ["type": "string", "pattern": "^stage/"]
            properties["subject"] = ["type": "string"]
            properties["causeid"] = Field.Kind.eventID.jsonSchema
            properties["chamber"] = Field.Kind.chamber.jsonSchema
            required += ["time", "chamber", "causeid", "traceparent"]
        }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": .string(type), "description": .string(summary), "type": "object",
            "x-exchange": .string(exchange.rawValue),
            "properties": .object(properties), "required": .array(required),
        ]
    }

    /// A CloudEvents attribute of an input: 1 KiB, no control characters (contract §1).
    private static let attribute: JSON = [
        "type": "string", "minLength": 1, "maxLength": 1024,
        "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$",
    ]
}

extension [Field] {
    var jsonSchema: JSON {
        var properties: [String: JSON] = [:]
        for field in self {
            var schema = field.kind.jsonSchema
            if let description = field.description { schema["description"] = .string(description) }
            properties[field.name] = schema
        }
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(filter(\.isRequired).map { .string($0.name) }),
        ]
    }
}

extension Field.Kind {
    var jsonSchema: JSON {
        switch self {
        case .text(let limit):
            ["type": "string", "minLength": 1, "maxLength": .integer(Int64(limit))]
        case .choice(let words): ["enum": .array(words.map { .string($0) })]
        case .phone: ["type": "string", "minLength": 1, "maxLength": 100]
        case .identifier, .registerNumber: pattern("^[!-~]{1,64}$")
        case .e164: pattern("^\\+[1-9][0-9]{6,14}$")
        case .chamber: pattern("^[0-9]{2}$")
        case .trade, .quartier: pattern("^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$")
        case .person: pattern("^p[0-9a-f]{32}$")
        case .eventID: pattern("^[0-9a-f]{64}$")
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ]
        case .number(let range):
            [
                "type": "number", "minimum": .number(range.lowerBound),
                "maximum": .number(range.upperBound),
            ]
        case .boolean: ["type": "boolean"]
        case .instant: ["type": "string", "format": "date-time"]
        case .date: ["type": "string", "format": "date"]
        case .hours: HoursReader.jsonSchema
        case .list(let kind, let limit):
            ["type": "array", "items": kind.jsonSchema, "maxItems": .integer(Int64(limit))]
        case .object(let fields): fields.jsonSchema
        case .map(let kind): ["type": "object", "additionalProperties": kind.jsonSchema]
        case .anything: [:]
        }
    }

    private func pattern(_ text: String) -> JSON { ["type": "string", "pattern": .string(text)] }
}
