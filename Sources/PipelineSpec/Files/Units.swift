import YAML

/// A size in bytes, written with its unit: `64KiB`.
struct ByteSize: Decodable, Hashable, Sendable, YAMLStandIn {
    let bytes: Int

    static var standIn: ByteSize? { ByteSize(bytes: 0) }

    init(bytes: Int) { self.bytes = bytes }

    init(from decoder: any Decoder) throws {
        bytes = try Quantity.read(
            decoder, what: "a size", example: "64KiB",
            units: ["B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30])
    }
}

/// A time span, written with its unit: `30 days`.
struct TimeSpan: Decodable, Hashable, Sendable, YAMLStandIn {
    let milliseconds: Int

    static var standIn: TimeSpan? { TimeSpan(milliseconds: 0) }

    init(milliseconds: Int) { self.milliseconds = milliseconds }

    init(from decoder: any Decoder) throws {
        let day = 86_400_000
        milliseconds = try Quantity.read(
            decoder, what: "a time span", example: "30 days",
            units: [
                "ms": 1, "s": 1000, "min": 60_000, "h": 3_600_000, "day": day, "days": day,
            ])
    }
}

/// How often a delivery may come back: a number, or `unlimited`.
struct DeliveryLimit: Decodable, Hashable, Sendable, YAMLStandIn {
    /// `nil`: unlimited.
    let limit: Int?

    static var standIn: DeliveryLimit? { DeliveryLimit(limit: nil) }

    init(limit: Int?) { self.limit = limit }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let word = try? container.decode(String.self) {
            guard word == "unlimited" else {
                // Text in place of a number would be taken by the broker and ignored.
                throw Quantity.refusal(
                    decoder, "a number or 'unlimited' expected, not the text '\(word)'",
                    "the broker ignores a limit that is text")
            }
            limit = nil
        } else {
            let number = try container.decode(Int.self)
            guard (1...1000).contains(number) else {
                throw Quantity.refusal(
                    decoder, "a delivery limit from 1 to 1000 expected, not \(number)",
                    "5 means six deliveries in all")
            }
            limit = number
        }
    }
}

private enum Quantity {
    static func read(
        _ decoder: any Decoder, what: String, example: String, units: [String: Int]
    ) throws -> Int {
        let container = try decoder.singleValueContainer()
        guard let text = try? container.decode(String.self) else {
            throw refusal(decoder, "\(what) with its unit expected", "write it like \(example)")
        }
        let digits = text.prefix { ("0"..."9").contains($0) }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        guard let factor = units[String(unit)] else {
            let known = units.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.key)
            throw refusal(
                decoder, "\(what) expected, not '\(text)'",
                "write it like \(example); units: \(known.joined(separator: ", "))")
        }
        guard let product = Int(digits)?.multipliedReportingOverflow(by: factor),
            !product.overflow
        else {
            throw refusal(
                decoder, "\(what) like \(example) expected, not '\(text)'",
                digits.isEmpty ? "a number comes first" : "it is too large to count")
        }
        guard product.partialValue > 0 else {
            throw refusal(
                decoder, "\(what) greater than nothing expected, not '\(text)'",
                "write it like \(example)")
        }
        return product.partialValue
    }

    static func refusal(_ decoder: any Decoder, _ message: String, _ hint: String) -> any Error {
        if let node = decoder.yamlNode { return YAMLErrors(node.place.error(message, hint: hint)) }
        return DecodingError.dataCorrupted(
            .init(codingPath: decoder.codingPath, debugDescription: message))
    }
}
