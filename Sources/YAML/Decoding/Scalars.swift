/// What reads itself straight from a node.
protocol NodeReadable {
    /// - Throws: `YAMLErrors`, or `Recorded` where the log has them
    static func read(_ decoder: NodeDecoder) throws -> Self
}

extension String: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> String {
        guard case .scalar(let scalar) = decoder.node.content else {
            throw decoder.mismatch("text expected")
        }
        switch scalar.resolved {
        case .text: return scalar.text
        case .null: throw decoder.mismatch("text expected", hint: "empty text is \"\"")
        default: throw decoder.mismatch("text expected", hint: "quote it: \"\(scalar.shown)\"")
        }
    }
}

extension Bool: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> Bool {
        if case .scalar(let scalar) = decoder.node.content, case .bool(let value) = scalar.resolved
        {
            return value
        }
        throw decoder.mismatch("true or false expected", hint: "write true or false, unquoted")
    }
}

extension Double: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> Double {
        guard case .scalar(let scalar) = decoder.node.content else {
            throw decoder.mismatch("a number expected")
        }
        switch scalar.resolved {
        case .number, .integer:
            guard let value = Double(scalar.text), value.isFinite else {
                throw decoder.mismatch("a finite decimal number expected")
            }
            return value
        case .text where !scalar.isPlain:
            throw decoder.mismatch("a number expected", hint: "write it without quotes")
        default:
            throw decoder.mismatch("a number expected")
        }
    }
}

extension Float: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> Float { Float(try Double.read(decoder)) }
}

/// Whole numbers of every width.
protocol WholeNumber: NodeReadable, FixedWidthInteger {}

extension WholeNumber {
    static func read(_ decoder: NodeDecoder) throws -> Self {
        guard case .scalar(let scalar) = decoder.node.content else {
            throw decoder.mismatch("a whole number expected")
        }
        guard scalar.resolved == .integer else {
            let quoted = !scalar.isPlain && scalar.text.contains { ("0"..."9").contains($0) }
            throw decoder.mismatch(
                "a whole number expected", hint: quoted ? "write it without quotes" : "")
        }
        let text = scalar.text
        if text.hasPrefix("0o") { return try value(text.dropFirst(2), 8, decoder) }
        if text.hasPrefix("0x") { return try value(text.dropFirst(2), 16, decoder) }
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard digits == "0" || !digits.hasPrefix("0") else {
            throw decoder.mismatch(
                "a whole number expected", hint: "leave the leading zero out, or quote a code")
        }
        return try value(text[...], 10, decoder)
    }

    private static func value(
        _ digits: Substring, _ radix: Int, _ decoder: NodeDecoder
    ) throws -> Self {
        guard let value = Self(digits, radix: radix) else {
            throw decoder.mismatch("a whole number from \(Self.min) to \(Self.max) expected")
        }
        return value
    }
}

extension Int: WholeNumber {}
extension Int8: WholeNumber {}
extension Int16: WholeNumber {}
extension Int32: WholeNumber {}
extension Int64: WholeNumber {}
extension UInt: WholeNumber {}
extension UInt8: WholeNumber {}
extension UInt16: WholeNumber {}
extension UInt32: WholeNumber {}
extension UInt64: WholeNumber {}
