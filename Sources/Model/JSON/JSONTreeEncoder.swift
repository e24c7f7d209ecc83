/// Encodes `Encodable` values to a JSON value; an absent optional is an absent member.
extension JSON {
    /// - Throws: `EncodingError`, and what `value` itself throws
    public init(encoding value: some Encodable) throws {
        self = try wrap(value, path: CodingPath())
    }
}

private func wrap<Value: Encodable>(_ value: Value, path: CodingPath) throws -> JSON {
    if Value.self == JSON.self, let json = value as? JSON { return json }
    let slot = Slot()
    try value.encode(to: TreeEncoder(slot: slot, path: path))
    return slot.json
}

/// Where a container writes what it holds; containers of one value share it.
private final class Slot {
    enum Content {
        case nothing
        case value(JSON)
        case object
        case array
    }
    var content = Content.nothing
    /// Members that are whole; those of containers still being written are `open`.
    var members: [String: JSON] = [:]
    var openMembers: [String: Slot] = [:]
    private(set) var elements: [Element] = []

    enum Element {
        case whole(JSON)
        case open(Slot)

        var json: JSON {
            switch self {
            case .whole(let json): json
            case .open(let slot): slot.json
            }
        }
    }

    var json: JSON {
        switch content {
        case .nothing: .object([:])
        case .value(let value): value
        case .object: .object(members.merging(openMembers.mapValues(\.json)) { $1 })
        case .array: .array(elements.map(\.json))
        }
    }

    func openMember(_ name: String) -> Slot {
        let slot = Slot()
        openMembers[name] = slot
        return slot
    }

    func append(_ json: JSON) { elements.append(.whole(json)) }

    func openElement() -> Slot {
        let slot = Slot()
        elements.append(.open(slot))
        return slot
    }
}

private struct TreeEncoder: Encoder, SingleValueEncodingContainer {
    let slot: Slot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
        slot.content = .object
        return KeyedEncodingContainer(ObjectEncoder(slot: slot, path: path))
    }

    func unkeyedContainer() -> any UnkeyedEncodingContainer {
        slot.content = .array
        return ArrayEncoder(slot: slot, path: path)
    }

    func singleValueContainer() -> any SingleValueEncodingContainer { self }

    mutating func encodeNil() throws { slot.content = .value(.null) }
    mutating func encode(_ value: Bool) throws { slot.content = .value(.bool(value)) }
    mutating func encode(_ value: String) throws { slot.content = .value(.string(value)) }
    mutating func encode(_ value: Double) throws { slot.content = .value(JSON(double: value)) }
    mutating func encode(_ value: Float) throws { try encode(Double(value)) }
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
        slot.content = .value(try wrap(value, path: path))
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
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    mutating func encodeNil(forKey key: Key) throws { slot.members[key.stringValue] = .null }

    // Texts are most of what is written: without an encoder of their own.
    mutating func encode(_ value: String, forKey key: Key) throws {
        slot.members[key.stringValue] = .string(value)
    }

    mutating func encode(_ value: some Encodable, forKey key: Key) throws {
        slot.members[key.stringValue] = try wrap(value, path: path.adding(key))
    }

    private func nested(_ key: Key) -> TreeEncoder {
        TreeEncoder(slot: slot.openMember(key.stringValue), path: path.adding(key))
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy keyType: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> {
        nested(key).container(keyedBy: keyType)
    }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
        nested(key).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { TreeEncoder(slot: slot, path: path) }
    mutating func superEncoder(forKey key: Key) -> any Encoder { nested(key) }
}

private struct ArrayEncoder: UnkeyedEncodingContainer {
    let slot: Slot
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    var count: Int { slot.elements.count }
    private var nextPath: CodingPath { path.adding(IndexKey(intValue: count)) }

    mutating func encodeNil() throws { slot.append(.null) }
    mutating func encode(_ value: String) throws { slot.append(.string(value)) }

    mutating func encode(_ value: some Encodable) throws {
        slot.append(try wrap(value, path: nextPath))
    }

    private func nested() -> TreeEncoder {
        let path = nextPath
        return TreeEncoder(slot: slot.openElement(), path: path)
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
