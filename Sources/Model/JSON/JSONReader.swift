/// Why a text is not acceptable JSON. Offsets count bytes from 0.
public enum JSONError: Error, Hashable, Sendable {
    case notUTF8(offset: Int)
    case notJSON(offset: Int, reason: String)
    case tooDeep(limit: Int)
    case duplicateMember(name: String)
}

/// A strict reader of one JSON text (RFC 8259): UTF-8 only, one value, a bound on nesting, no
/// duplicate member names, no escaped NUL, no lone surrogates. A single leading BOM is accepted.
public struct JSONReader {
    /// How deep arrays and objects may nest: 32 (contract §1).
    public static let nestingLimit = 32

    /// - Throws: `JSONError`
    public static func read(_ bytes: [UInt8], nestingLimit: Int = nestingLimit) throws -> JSON {
        try bytes.withUnsafeBufferPointer { buffer in
            if let offset = UTF8Check.firstInvalid(buffer) {
                throw JSONError.notUTF8(offset: offset)
            }
            var parser = Parser(buffer: buffer, nestingLimit: nestingLimit)
            return try parser.document()
        }
    }

    /// - Throws: `JSONError`
    public static func read(_ text: String) throws -> JSON { try read(Array(text.utf8)) }
}

private struct Parser {
    let buffer: UnsafeBufferPointer<UInt8>
    let nestingLimit: Int
    var position = 0
    var depth = 0

    init(buffer: UnsafeBufferPointer<UInt8>, nestingLimit: Int) {
        self.buffer = buffer
        self.nestingLimit = nestingLimit
    }

    mutating func document() throws -> JSON {
        if buffer.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        skipWhiteSpace()
        let value = try self.value()
        skipWhiteSpace()
        guard position == buffer.count else { throw unexpected("text after the value") }
        return value
    }

    private var current: UInt8? { position < buffer.count ? buffer[position] : nil }

    private func unexpected(_ reason: String) -> JSONError {
        .notJSON(offset: position, reason: reason)
    }

    private mutating func skipWhiteSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
            position += 1
        }
    }

    private mutating func value() throws -> JSON {
        switch current {
        case UInt8(ascii: "{"): return try nested { try $0.object() }
        case UInt8(ascii: "["): return try nested { try $0.array() }
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case nil: throw unexpected("the text ends where a value is expected")
        default: return try number()
        }
    }

    private mutating func nested(_ body: (inout Parser) throws -> JSON) throws -> JSON {
        guard depth < nestingLimit else { throw JSONError.tooDeep(limit: nestingLimit) }
        depth += 1
        defer { depth -= 1 }
        position += 1
        skipWhiteSpace()
        return try body(&self)
    }

    private mutating func object() throws -> JSON {
        var members: [String: JSON] = [:]
        if current == UInt8(ascii: "}") {
            position += 1
            return .object(members)
        }
        while true {
            guard current == UInt8(ascii: "\"") else { throw unexpected("a member name expected") }
            let name = try string()
            skipWhiteSpace()
            try expect(":")
            skipWhiteSpace()
            guard members.updateValue(try value(), forKey: name) == nil else {
                throw JSONError.duplicateMember(name: name)
            }
            if try isLast(closing: "}") { return .object(members) }
        }
    }

    private mutating func array() throws -> JSON {
        var elements: [JSON] = []
        if current == UInt8(ascii: "]") {
            position += 1
            return .array(elements)
        }
        while true {
            elements.append(try value())
            if try isLast(closing: "]") { return .array(elements) }
        }
    }

    /// After an element: a comma (more follow) or the closing bracket.
    private mutating func isLast(closing: Unicode.Scalar) throws -> Bool {
        skipWhiteSpace()
        if current == UInt8(ascii: ",") {
            position += 1
            skipWhiteSpace()
            return false
        }
        try expect(closing)
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        guard current == UInt8(ascii: character) else {
            throw unexpected("'\(character)' expected")
        }
        position += 1
    }

    private mutating func literal(_ text: StaticString, _ value: JSON) throws -> JSON {
        for index in 0..<text.utf8CodeUnitCount {
            guard current == text.utf8Start[index] else { throw unexpected("a value expected") }
            position += 1
        }
        return value
    }

    private mutating func digits() throws {
        let start = position
        while let byte = current, (0x30...0x39).contains(byte) { position += 1 }
        guard position > start else { throw unexpected("a digit expected") }
    }

    private mutating func number() throws -> JSON {
        let start = position
        if current == UInt8(ascii: "-") { position += 1 }
        if current == UInt8(ascii: "0") { position += 1 } else { try digits() }
        var isInteger = true
        if current == UInt8(ascii: ".") {
            isInteger = false
            position += 1
            try digits()
        }
        if current == UInt8(ascii: "e") || current == UInt8(ascii: "E") {
            isInteger = false
            position += 1
            if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        let text = text(start..<position)
        if isInteger, let value = Int64(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else {
            throw JSONError.notJSON(offset: start, reason: "a number out of range")
        }
        return JSON(double: value)
    }

    private func text(_ range: Range<Int>) -> String {
        String(decoding: UnsafeBufferPointer(rebasing: buffer[range]), as: UTF8.self)
    }

    private mutating func string() throws -> String {
        position += 1
        let start = position
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
            guard byte >= 0x20 else { throw unexpected("a control character in a string") }
            position += 1
        }
        if current == UInt8(ascii: "\"") {
            defer { position += 1 }
            return text(start..<position)
        }
        var bytes = Array(buffer[start..<position])
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): try escape(into: &bytes)
            case 0..<0x20: throw unexpected("a control character in a string")
            default: bytes.append(byte)
            }
        }
        throw unexpected("the text ends inside a string")
    }

    private mutating func escape(into bytes: inout [UInt8]) throws {
        guard let byte = current else { throw unexpected("the text ends inside a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(0x0A)
        case UInt8(ascii: "r"): bytes.append(0x0D)
        case UInt8(ascii: "t"): bytes.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &bytes)
        default: throw unexpected("an unknown escape")
        }
    }

    private mutating func unicodeEscape(into bytes: inout [UInt8]) throws {
        let first = try hexQuad()
        var scalar = UInt32(first)
        if (0xD800...0xDBFF).contains(first) {
            guard current == UInt8(ascii: "\\") else { throw unexpected("a lone surrogate") }
            position += 1
            guard current == UInt8(ascii: "u") else { throw unexpected("a lone surrogate") }
            position += 1
            let second = try hexQuad()
            guard (0xDC00...0xDFFF).contains(second) else { throw unexpected("a lone surrogate") }
            scalar = 0x10000 + ((UInt32(first) - 0xD800) << 10) + (UInt32(second) - 0xDC00)
        }
        guard scalar != 0 else { throw unexpected("an escaped NUL") }
        guard let value = Unicode.Scalar(scalar) else { throw unexpected("a lone surrogate") }
        bytes.append(contentsOf: String(Character(value)).utf8)
    }

    private mutating func hexQuad() throws -> UInt16 {
        var value: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = current, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
                byte < 0x80
            else { throw unexpected("four hexadecimal digits expected") }
            value = value << 4 | UInt16(digit)
            position += 1
        }
        return value
    }
}
