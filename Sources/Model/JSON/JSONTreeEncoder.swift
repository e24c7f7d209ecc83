/// Encodes `Encodable` values to a JSON value; an absent optional is an absent member.
extension JSON {
    /// - Throws: `EncodingError`, and what `value` itself throws
    public init(encoding value: some Encodable) throws {
        self = try wrap(value, path: [])
    }
}

private func wrap(_ value: some Encodable, path: [any CodingKey]) throws -> JSON {
    if let json = value as? JSON { return json }
    let slot = Slot()
    try value.encode(to: TreeEncoder(slot: slot, codingPath: path))
    return slot.json
}

/// Where a container writes what it holds; containers of one value share it.
private final class Slot {
    enum Content {
        case nothing
        case value(JSON)
        case object([String: Slot])
        case array([Slot])
    }
    var content = Content.nothing

    var json: JSON {
        switch content {
        case .nothing: .object([:])
        case .value(let value): value
        case .object(let members): .object(members.mapValues(\.json))
        case .array(let elements): .array(elements.map(\.json))
        }
    }

    func member(_ name: String) -> Slot {
        let slot = Slot()
        if case .object(var members) = content {
            content = .nothing
            members[name] = slot
            content = .object(members)
        } else {
            content = .object([name: slot])
        }
        return slot
    }

    func element() -> Slot {
        let slot = Slot()
        if case .array(var elements) = content {
            content = .nothing
            elements.append(slot)
            content = .array(elements)
        } else {
            content = .array([slot])
        }
        return slot
    }

    var count: Int { if case .array(let elements) = content { elements.count } else { 0 } }
}

private struct TreeEncoder: Encoder, SingleValueEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        if case .nothing = slot.content { slot.content = .object([:]) }
        return KeyedEncodingContainer(ObjectEncoder(slot: slot, codingPath: codingPath))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        if case .nothing = slot.content { slot.content = .array([]) }
        return ArrayEncoder(slot: slot, codingPath: codingPath)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    mutating func encodeNil() throws { slot.content = .value(.null) }
    mutating func encode(_ value: Bool) throws { slot.content = .value(.bool(value)) }
    mutating func encode(_ value: String) throws { slot.content = .value(.string(value)) }
    mutating func encode(_ value: Double) throws { slot.content = .value(.number(value)) }
    mutating func encode(_ value: Float) throws { slot.content = .value(.number(Double(value))) }
    mutating func encode(_ value: Int) throws { try whole(value) }
    mutating func encode(_ value: Int8) throws { try whole(value) }
    mutating func encode(_ value: Int16) throws { try whole(value) }
    mutating func encode(_ value: Int32) throws { try whole(value) }
    mutating func encode(_ value: Int64) throws { try whole(value) }
    mutating func encode(_ value: UInt) throws { try whole(value) }
    mutating func encode(_ value: UInt8) throws { try whole(value) }
    mutating func encode(_ value: UInt16) throws { try whole(value) }
    mutating func encode(_ value: UInt32) throws { try whole(value) }
    mutating func encode(_ value: UInt64) throws { try whole(value) }

    mutating func encode(_ value: some Encodable) throws {
        slot.content = .value(try wrap(value, path: codingPath))
    }

    private func whole(_ value: some FixedWidthInteger) throws {
        guard let number = Int64(exactly: value) else {
            throw EncodingError.invalidValue(
                value, .init(codingPath: codingPath, debugDescription: "beyond 64 bits, signed"))
        }
        slot.content = .value(.integer(number))
    }
}

private struct ObjectEncoder<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let slot: Slot
    let codingPath: [any CodingKey]

    mutating func encodeNil(forKey key: Key) throws {
        slot.member(key.stringValue).content = .value(.null)
    }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        let json = try wrap(value, path: codingPath + [key])
        slot.member(key.stringValue).content = .value(json)
    }

    private func nested(_ key: Key) -> TreeEncoder {
        TreeEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(slot: slot, codingPath: codingPath) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let slot: Slot
    let codingPath: [any CodingKey]

    var count: Int { slot.count }

    mutating func encodeNil() throws { slot.element().content = .value(.null) }

    mutating func encode(_ value: some Encodable) throws {
        let json = try wrap(value, path: codingPath + [IndexKey(intValue: count)])
        slot.element().content = .value(json)
    }

    private func nested() -> TreeEncoder {
        let path = codingPath + [IndexKey(intValue: count)]
        return TreeEncoder(slot: slot.element(), codingPath: path)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type
    ) -> KeyedEncodingContainer<Nested> {
        nested().container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
        nested().unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { nested() }
}
