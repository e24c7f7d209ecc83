import Model
import StageKit

/// Broken inputs and the refusal each must meet.
enum RejectionTable {
    struct Row: Sendable {
        let code: RejectionCode
        let field: String?
        let delivery: Delivery
    }

    static let rows = transport + contentTypes + attributes + members + commands

    private static func row(
        _ code: RejectionCode, _ field: String?, _ event: JSON, type: String = "request.submitted",
        exchange: String = "maalem.in"
    ) -> Row {
        Row(
            code: code, field: field,
            delivery: Desk.delivery(event.canonicalBytes, type: type, exchange: exchange))
    }

    private static func raw(_ code: RejectionCode, _ body: String) -> Row {
        Row(
            code: code, field: nil,
            delivery: Desk.delivery(Array(body.utf8), type: "request.submitted"))
    }

    private static let good = Desk.event("request.submitted", Desk.request)

    /// A request in order but for one attribute.
    static func attribute(_ name: String, _ value: JSON?) -> JSON {
        var event = good
        event[name] = value
        return event
    }

    /// A request in order but for one member of its data.
    static func member(_ name: String, _ value: JSON?) -> JSON {
        var data = Desk.request
        data[name] = value
        return Desk.event("request.submitted", data)
    }

    private static func command(
        _ name: String, _ value: JSON?, _ code: RejectionCode, _ field: String
    ) -> Row {
        var data = Desk.artisan
        data[name] = value
        return row(
            code, "data." + field, Desk.event("artisan.registered", data),
            type: "artisan.registered", exchange: "maalem.commands")
    }

    private static let transport: [Row] = [
        raw(.bodyTooLarge, String(repeating: " ", count: 65_537)),
        Row(
            code: .headersTooLarge, field: nil,
            delivery: Desk.delivery(
                good.canonicalBytes, type: "request.submitted", headerBytes: 8193)),
        Row(
            code: .notUTF8, field: nil,
            delivery: Desk.delivery([0x22, 0xC3, 0x28, 0x22], type: "request.submitted")),
        raw(.notJSON, "{"), raw(.notJSON, ""), raw(.notJSON, #"{"a":"\u0000"}"#),
        raw(.notJSON, #"{"a":"\ud800"}"#),
        raw(.tooDeep, String(repeating: "[", count: 33)),
        raw(.duplicateMember, #"{"id":"1","id":"2"}"#), raw(.notCloudEvent, "[]"),
        raw(.notCloudEvent, "\"x\""),
    ]

    private static let contentTypes: [Row] = [
        nil, "", "application/json", "application/cloudevents-batch+json",
        "application/cloudevents+json; charset=latin-1", "text/plain",
    ].map { (type: String?) in
        Row(
            code: .wrongContentType, field: nil,
            delivery: Desk.delivery(
                good.canonicalBytes, type: "request.submitted", contentType: type))
    }

    private static let attributes: [Row] = [
        row(.notCloudEvent, "specversion", attribute("specversion", nil)),
        row(.unsupportedSpecversion, "specversion", attribute("specversion", "0.3")),
        row(.unsupportedSpecversion, "specversion", attribute("specversion", 1)),
        row(.notCloudEvent, "id", attribute("id", nil)),
        row(.notCloudEvent, "id", attribute("id", "")),
        row(.notCloudEvent, "source", attribute("source", .null)),
        row(.notCloudEvent, "type", attribute("type", nil)),
        row(.invalidField, "id", attribute("id", 5)),
        row(.invalidField, "id", attribute("id", "a\u{7}")),
        row(.invalidField, "source", attribute("source", "a\u{85}")),
        row(.invalidField, "id", attribute("id", .string(String(repeating: "x", count: 1025)))),
        row(.invalidField, "subject", attribute("subject", "a\nb")),
        row(.invalidField, "comexample", attribute("comexample", "a\nb")),
        row(.invalidField, nil, attribute("+213550000001", "a\nb")),
        row(.invalidField, "time", attribute("time", "yesterday")),
        row(.invalidField, "time", attribute("time", "2026-11-22T09:00:00")),
        row(.invalidField, "time", attribute("time", "1999-12-31T23:59:59Z")),
        row(.invalidField, "time", attribute("time", 5)),
        row(.invalidField, "datacontenttype", attribute("datacontenttype", "text/xml")),
        row(.unknownType, "type", attribute("type", "request.submitted")),
        row(.unknownType, "type", attribute("type", "dz.cam.request.accepted.v1")),
        row(.unknownType, "type", attribute("type", "dz.cam.request.submitted.v2")),
        row(.wrongExchange, "type", good, exchange: "maalem.commands"),
        row(.wrongExchange, "type", good, exchange: "maalem.dispatch"),
        row(.wrongExchange, "type", good, type: "message.received"),
        row(
            .wrongExchange, "type", Desk.event("artisan.registered", Desk.artisan),
            type: "artisan.registered"),
        row(.notPermitted, "source", attribute("source", "operator/amina")),
        row(.notPermitted, "source", attribute("source", "Stage/intake")),
        row(.missingField, "data", attribute("data", nil)),
        row(.missingField, "data", attribute("data", .null)),
        row(.invalidField, "data", attribute("data", "text")),
    ]

    private static let members: [Row] = [
        row(.missingField, "data.channel", member("channel", nil)),
        row(.missingField, "data.channel", member("channel", "")),
        row(.invalidField, "data.channel", member("channel", "fax")),
        row(.invalidField, "data.channel", member("channel", ["sms"])),
        row(.missingField, "data.phone", member("phone", .null)),
        row(.invalidField, "data.phone", member("phone", 550_000_001)),
        row(.invalidPhone, "data.phone", member("phone", "1548")),
        row(.invalidPhone, "data.phone", member("phone", "0550 00 00 XX")),
        row(.missingField, "data.text", member("text", nil)),
        row(.missingField, "data.text", member("text", " \u{A0}\n")),
        row(.invalidField, "data.text", member("text", ["a"])),
        row(
            .textTooLong, "data.text",
            member("text", .string(String(repeating: "é", count: 2001)))),
        row(.unknownChamber, "data.chamber", member("chamber", "16")),
        row(.unknownChamber, "data.chamber", member("chamber", "Oran")),
        row(.unknownChamber, "data.chamber", member("chamber", "00")),
        row(.invalidField, "data.chamber", member("chamber", 31)),
        row(.unknownTrade, "data.trade", member("trade", "astronaute")),
        row(.invalidField, "data.urgency", member("urgency", "now")),
        row(.invalidField, "data.language", member("language", "en")),
        row(.invalidField, "data.name", member("name", [:])),
        row(
            .invalidField, "data.place",
            member("place", .string(String(repeating: "x", count: 1001)))),
    ]

    private static let commands: [Row] = [
        command("chamber", nil, .missingField, "chamber"),
        command("operator", nil, .missingField, "operator"),
        command("operator", " ", .missingField, "operator"),
        command("reason", "", .missingField, "reason"),
        command("registerNumber", nil, .missingField, "registerNumber"),
        command("registerNumber", "31 A", .invalidField, "registerNumber"),
        command("trades", [], .missingField, "trades"),
        command("trades", ["plombier", "x"], .unknownTrade, "trades[1]"),
        command("trades", [5], .invalidField, "trades[0]"),
        command("trades", "plombier", .invalidField, "trades"),
        command("quartiers", ["Maraval"], .unknownQuartier, "quartiers[0]"),
        command("homeQuartier", "mars", .unknownQuartier, "homeQuartier"),
        command("hours", "nine to five", .invalidField, "hours"),
        command("hours", ["days": ["8": [:]]], .invalidField, "hours"),
        command("members", 0, .invalidField, "members"),
        command("members", 2.5, .invalidField, "members"),
        command("phone", "1021", .invalidPhone, "phone"),
    ]
}
