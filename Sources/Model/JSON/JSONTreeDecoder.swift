/// Decodes `Decodable` values from a JSON value already read.
extension JSON {
    /// - Throws: `DecodingError`, with the path of the member that does not fit
    public func decode<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
        try unwrap(self, as: type, path: CodingPath())
    }
}

private func unwrap<Value: Decodable>(
    _ json: JSON, as type: Value.Type, path: CodingPath
) throws -> Value {
    // A JSON value in a payload stays what it is.
    if type == JSON.self, let value = json as? Value { return value }
    return try Value(from: TreeDecoder(json: json, path: path))
}

private func mismatch(_ wanted: String, _ json: JSON, _ path: CodingPath) -> DecodingError {
    .typeMismatch(
        JSON.self,
        .init(
            codingPath: path.keys, debugDescription: "\(wanted) expected, not \(json.typeName)"))
}

private struct TreeDecoder: Decoder, SingleValueDecodingContainer {
    let json: JSON
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var userInfo: [CodingUserInfoKey: Any] { [:] }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard let members = json.object else { throw mismatch("an object", json, path) }
        return KeyedDecodingContainer(ObjectDecoder<Key>(members: members, path: path))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        guard let elements = json.array else { throw mismatch("an array", json, path) }
        return ArrayDecoder(elements: elements, path: path)
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer { self }

    func decodeNil() -> Bool { json == .null }

    func decode(_ type: Bool.Type) throws -> Bool {
        guard let value = json.bool else { throw mismatch("a boolean", json, path) }
        return value
    }

    func decode(_ type: String.Type) throws -> String {
        guard let value = json.string else { throw mismatch("a string", json, path) }
        return value
    }

    func decode(_ type: Double.Type) throws -> Double {
        guard let value = json.double else { throw mismatch("a number", json, path) }
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
        try unwrap(json, as: type, path: path)
    }

    private func whole<Number: FixedWidthInteger>() throws -> Number {
        guard let value = json.integer, let number = Number(exactly: value) else {
            throw mismatch("a whole number in range", json, path)
        }
        return number
    }
}

private struct ObjectDecoder<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let members: [String: JSON]
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }

    var allKeys: [Key] { members.keys.compactMap { Key(stringValue: $0) } }

    func contains(_ key: Key) -> Bool { members[key.stringValue] != nil }

    func decodeNil(forKey key: Key) throws -> Bool {
        members[key.stringValue].map { $0 == .null } ?? true
    }

    private func member(_ key: Key) throws -> JSON {
        guard let json = members[key.stringValue] else {
            throw DecodingError.keyNotFound(
                key,
                .init(codingPath: path.keys, debugDescription: "\(key.stringValue) is missing"))
        }
        return json
    }

    // Texts are most of what is read: without a decoder of their own.
    func decode(_ type: String.Type, forKey key: Key) throws -> String {
        let json = try member(key)
        guard let text = json.string else { throw mismatch("a string", json, path.adding(key)) }
        return text
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        try unwrap(try member(key), as: type, path: path.adding(key))
    }

    private func decoder(forKey key: Key) throws -> TreeDecoder {
        TreeDecoder(json: try member(key), path: path.adding(key))
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
        TreeDecoder(json: .object(members), path: path)
    }

    func superDecoder(forKey key: Key) throws -> any Decoder { try decoder(forKey: key) }
}

private struct ArrayDecoder: UnkeyedDecodingContainer {
    let elements: [JSON]
    let path: CodingPath
    var codingPath: [any CodingKey] { path.keys }
    var currentIndex = 0

    init(elements: [JSON], path: CodingPath) {
        self.elements = elements
        self.path = path
    }

    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    private mutating func next() throws -> TreeDecoder {
        guard currentIndex < elements.count else {
            throw DecodingError.valueNotFound(
                JSON.self,
                .init(codingPath: path.keys, debugDescription: "the array is too short"))
        }
        defer { currentIndex += 1 }
        return TreeDecoder(
            json: elements[currentIndex], path: path.adding(IndexKey(intValue: currentIndex)))
    }

    mutating func decodeNil() throws -> Bool {
        guard currentIndex < elements.count, elements[currentIndex] == .null else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        let decoder = try next()
        return try unwrap(decoder.json, as: type, path: decoder.path)
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
