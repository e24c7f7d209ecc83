/// Decodes `Decodable` values from a JSON value already read.
extension JSON {
    /// - Throws: `DecodingError`, with the path of the member that does not fit
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try unwrap(self, as: type, path: [])
    }
}

private func unwrap<Value: Decodable>(
    _ json: JSON, as type: Value.Type, path: [any CodingKey]
) throws -> Value {
    // A JSON value in a payload stays what it is.
    if let value = json as? Value { return value }
    return try Value(from: TreeDecoder(json: json, codingPath: path))
}

private func mismatch(_ wanted: String, _ json: JSON, _ path: [any CodingKey]) -> DecodingError {
    let text = "\(wanted) expected, not \(json.typeName)"
    return .typeMismatch(JSON.self, .init(codingPath: path, debugDescription: text))
}

private struct TreeDecoder: Decoder, SingleValueDecodingContainer {
    let json: JSON
    let codingPath: [any CodingKey]
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = json.object else { throw mismatch("an object", json, codingPath) }
        return KeyedDecodingContainer(ObjectDecoder<Key>(members: members, codingPath: codingPath))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = json.array else { throw mismatch("an array", json, codingPath) }
        return ArrayDecoder(elements: elements, codingPath: codingPath)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { json == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard let value = json.bool else { throw mismatch("a boolean", json, codingPath) }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        guard let value = json.string else { throw mismatch("a string", json, codingPath) }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let value = json.double else { throw mismatch("a number", json, codingPath) }
        return value
    }

    func decode(_ type: Float.Type) throws -> Float { Float(try decode(Double.self)) }
    func decode(_ type: Int.Type) throws -> Int { try whole() }
    func decode(_ type: Int8.Type) throws -> Int8 { try whole() }
    func decode(_ type: Int16.Type) throws -> Int16 { try whole() }
    func decode(_ type: Int32.Type) throws -> Int32 { try whole() }
    func decode(_ type: Int64.Type) throws -> Int64 { try whole() }
    func decode(_ type: UInt.Type) throws -> UInt { try whole() }
    func decode(_ type: UInt8.Type) throws -> UInt8 { try whole() }
    func decode(_ type: UInt16.Type) throws -> UInt16 { try whole() }
    func decode(_ type: UInt32.Type) throws -> UInt32 { try whole() }
    func decode(_ type: UInt64.Type) throws -> UInt64 { try whole() }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try unwrap(json, as: type, path: codingPath)
    }

    private func whole<Number: FixedWidthInteger>() throws -> Number {
        guard let value = json.integer, let number = Number(exactly: value) else {
            throw mismatch("a whole number in range", json, codingPath)
        }
        return number
    }
}

private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    let codingPath: [any CodingKey]

    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        members[key.stringValue].map { $0 == .null } ?? true
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        guard let json = members[key.stringValue] else {
            let text = "\(key.stringValue) is missing"
            throw DecodingError.keyNotFound(
                key, .init(codingPath: codingPath, debugDescription: text))
        }
        return try unwrap(json, as: type, path: codingPath + [key])
    }

    private func decoder(forKey key: Key) throws -> TreeDecoder {
        TreeDecoder(json: try decode(JSON.self, forKey: key), codingPath: codingPath + [key])
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder(forKey: key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try decoder(forKey: key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder {
        TreeDecoder(json: .object(members), codingPath: codingPath)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(forKey: key) }
}

private struct ArrayDecoder: UnkeyedDecodingContainer {
    let elements: [JSON]
    let codingPath: [any CodingKey]
    var currentIndex = 0

    init(elements: [JSON], codingPath: [any CodingKey]) {
        self.elements = elements
        self.codingPath = codingPath
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    private mutating func next() throws -> TreeDecoder {
        guard currentIndex < elements.count else {
            let text = "the array is too short"
            throw DecodingError.valueNotFound(
                JSON.self, .init(codingPath: codingPath, debugDescription: text))
        }
        defer { currentIndex += 1 }
        let path = codingPath + [IndexKey(intValue: currentIndex)]
        return TreeDecoder(json: elements[currentIndex], codingPath: path)
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = try next()
        return try unwrap(decoder.json, as: type, path: decoder.codingPath)
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try next().container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { try next() }
}

struct IndexKey: CodingKey {
    let intValue: Int?
    let stringValue: String

    init(intValue: Int) {
        self.intValue = intValue
        stringValue = "[\(intValue)]"
    }

    init?(stringValue: String) { nil }
}
