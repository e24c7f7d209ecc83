import CRabbitMQ

// Between Swift's strings and librabbitmq's bytes. Bytes of a frame are the library's and live
// until its buffers are released: everything kept is copied here.

extension amqp_bytes_t {
    var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: bytes, count: len) }

    /// A copy as text; bytes that are not UTF-8 are replaced.
    var text: String { String(decoding: raw, as: UTF8.self) }

    /// A copy as text, shared with `known` where it is the same: exchanges repeat.
    func text(sharing known: inout String) -> String {
        let same = known.utf8.count == len && known.utf8.elementsEqual(raw)
        if !same { known = text }
        return known
    }
}

/// Lends a string's bytes to a call that does not keep them.
func withBytes<Result>(
    _ text: String, _ body: (amqp_bytes_t) throws -> Result
) rethrows -> Result {
    var text = text
    return try text.withUTF8 { utf8 in
        let bytes = UnsafeMutableRawPointer(mutating: utf8.baseAddress)
        return try body(amqp_bytes_t(len: utf8.count, bytes: bytes))
    }
}

/// A table with text values, freed after the call.
func withTable<Result>(
    _ entries: [String: TableValue], _ body: (amqp_table_t) throws -> Result
) rethrows -> Result {
    guard !entries.isEmpty else { return try body(amqp_empty_table) }
    var owned: [amqp_bytes_t] = []
    defer { for bytes in owned { amqp_bytes_free(bytes) } }
    func own(_ text: String) -> amqp_bytes_t {
        let copy = withBytes(text) { amqp_bytes_malloc_dup($0) }
        owned.append(copy)
        return copy
    }
    func make(_ entries: [String: TableValue]) -> [amqp_table_entry_t] {
        entries.map { key, value in
            var entry = amqp_table_entry_t()
            entry.key = own(key)
            switch value {
            case .text(let text):
                entry.value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
                entry.value.value.bytes = own(text)
            case .flag(let flag):
                entry.value.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
                entry.value.value.boolean = flag ? 1 : 0
            case .number(let number):
                entry.value.kind = UInt8(AMQP_FIELD_KIND_I64.rawValue)
                entry.value.value.i64 = number
            }
            return entry
        }
    }
    var list = make(entries)
    return try list.withUnsafeMutableBufferPointer { buffer in
        try body(amqp_table_t(num_entries: Int32(buffer.count), entries: buffer.baseAddress))
    }
}

/// What this client writes into tables.
public enum TableValue: Hashable, Sendable {
    case text(String)
    case number(Int64)
    case flag(Bool)
}

extension amqp_table_t {
    /// Copies of the entries that have text values; all else is passed over.
    var texts: [String: String] {
        guard num_entries > 0, let entries else { return [:] }
        var texts: [String: String] = [:]
        for entry in UnsafeBufferPointer(start: entries, count: Int(num_entries))
        where entry.value.kind == UInt8(AMQP_FIELD_KIND_UTF8.rawValue) {
            texts[entry.key.text] = entry.value.value.bytes.text
        }
        return texts
    }

    /// An entry that has an integer of 32 or 64 bits.
    func integer(_ key: String) -> Int? {
        guard num_entries > 0, let entries else { return nil }
        for entry in UnsafeBufferPointer(start: entries, count: Int(num_entries))
        where entry.key.text == key {
            switch entry.value.kind {
            case UInt8(AMQP_FIELD_KIND_I64.rawValue): return Int(entry.value.value.i64)
            case UInt8(AMQP_FIELD_KIND_I32.rawValue): return Int(entry.value.value.i32)
            default: return nil
            }
        }
        return nil
    }
}
