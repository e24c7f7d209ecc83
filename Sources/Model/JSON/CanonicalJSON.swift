// Canonical JSON by RFC 8785 (JCS): members sorted by UTF-16 code units, shortest escapes,
// numbers as ECMAScript prints them. One value has one text, so a hash of it means something.

extension JSON {
    /// The canonical text as UTF-8 bytes.
    public var canonicalBytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(512)
        write(to: &out)
        return out
    }

    /// The canonical text.
    public var canonicalText: String { String(decoding: canonicalBytes, as: UTF8.self) }

    private func write(to out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .integer(let value): out.append(contentsOf: String(value).utf8)
        case .number(let value): out.append(contentsOf: ecmaScriptText(value).utf8)
        case .string(let text): writeString(text, to: &out)
        case .array(let elements):
            out.append(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                element.write(to: &out)
            }
            out.append(UInt8(ascii: "]"))
        case .object(let members):
            out.append(UInt8(ascii: "{"))
            for (index, member) in sorted(members).enumerated() {
                if index > 0 { out.append(UInt8(ascii: ",")) }
                writeString(member.key, to: &out)
                out.append(UInt8(ascii: ":"))
                member.value.write(to: &out)
            }
            out.append(UInt8(ascii: "}"))
        }
    }
}

private func sorted(_ members: [String: JSON]) -> [(key: String, value: JSON)] {
    // Of ASCII names the standard order is that of their bytes, and fast.
    if members.keys.allSatisfy({ $0.utf8.allSatisfy { $0 < 0x80 } }) {
        return members.sorted { $0.key < $1.key }
    }
    return members.sorted { $0.key.utf16.lexicographicallyPrecedes($1.key.utf16) }
}

private let hexDigits = Array("0123456789abcdef".utf8)

private func writeString(_ text: String, to out: inout [UInt8]) {
    var text = text
    out.append(UInt8(ascii: "\""))
    text.withUTF8 { bytes in
        var plain = 0
        for (index, byte) in bytes.enumerated()
        where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
            out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plain..<index]))
            writeEscape(of: byte, to: &out)
            plain = index + 1
        }
        out.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[plain...]))
    }
    out.append(UInt8(ascii: "\""))
}

private func writeEscape(of byte: UInt8, to out: inout [UInt8]) {
    out.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: out.append(UInt8(ascii: "b"))
    case 0x09: out.append(UInt8(ascii: "t"))
    case 0x0A: out.append(UInt8(ascii: "n"))
    case 0x0C: out.append(UInt8(ascii: "f"))
    case 0x0D: out.append(UInt8(ascii: "r"))
    case 0..<0x20:
        out.append(contentsOf: "u00".utf8)
        out.append(hexDigits[Int(byte >> 4)])
        out.append(hexDigits[Int(byte & 15)])
    default: out.append(byte)
    }
}

/// Number::toString of ECMA-262, from the shortest digits that Swift's description gives.
/// A value that is no number has no JSON: it prints as null.
private func ecmaScriptText(_ value: Double) -> String {
    guard value.isFinite else { return "null" }
    if value == 0 { return "0" }
    let sign = value < 0 ? "-" : ""
    let parts = value.magnitude.description.split(separator: "e")
    let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    var digits = String(mantissa[0])
    exponent += digits.count
    if mantissa.count > 1 { digits += mantissa[1] }
    while digits.hasPrefix("0") {
        digits.removeFirst()
        exponent -= 1
    }
    while digits.hasSuffix("0") { digits.removeLast() }
    return sign + decimalText(digits: digits, pointAt: exponent)
}

private func decimalText(digits: String, pointAt point: Int) -> String {
    let count = digits.count
    if count <= point && point <= 21 {
        return digits + String(repeating: "0", count: point - count)
    }
    if 0 < point && point <= 21 { return digits.prefix(point) + "." + digits.dropFirst(point) }
    if -6 < point && point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    let exponent = point - 1
    let tail = (exponent < 0 ? "e-" : "e+") + String(abs(exponent))
    return digits.prefix(1) + (count > 1 ? "." + digits.dropFirst() : "") + tail
}
