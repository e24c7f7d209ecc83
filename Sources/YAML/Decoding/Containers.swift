struct KeyedNodes<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    var allKeys: [Key] {
        guard case .mapping(let entries) = decoder.node.content else { return [] }
        let keys = entries.compactMap { Key(stringValue: $0.key) }
        for key in keys { decoder.ask(key.stringValue) }
        return keys
    }

    func contains(_ key: Key) -> Bool {
        decoder.ask(key.stringValue)
        return decoder.node[key.stringValue] != nil
    }

    func decodeNil(forKey key: Key) throws -> Bool {
        decoder.ask(key.stringValue)
        return decoder.node[key.stringValue]?.isNull ?? true
    }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        decoder.ask(key.stringValue)
        guard let node = decoder.node[key.stringValue] else {
            return try decoder.missing(key.stringValue, type)
        }
        return try decoder.recovering(type, decoder.child(node, key))
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> {
        try child(key).container(keyedBy: type)
    }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
        try child(key).unkeyedContainer()
    }

    func superDecoder() throws -> any Decoder { decoder }
    func superDecoder(forKey key: Key) throws -> any Decoder { try child(key) }

    private func child(_ key: Key) throws -> NodeDecoder {
        decoder.ask(key.stringValue)
        guard let node = decoder.node[key.stringValue] else {
            throw YAMLErrors(
                decoder.node.place.error(
                    "the key '\(key.stringValue)' is missing", hint: "add '\(key.stringValue):'"))
        }
        return decoder.adopted(decoder.child(node, key))
    }
}

struct SequenceNodes: UnkeyedDecodingContainer {
    let decoder: NodeDecoder
    let elements: [YAMLNode]
    var currentIndex = 0

    init(decoder: NodeDecoder, elements: [YAMLNode]) {
        self.decoder = decoder
        self.elements = elements
    }

    var codingPath: [any CodingKey] { decoder.codingPath }
    var count: Int? { elements.count }
    var isAtEnd: Bool { currentIndex >= elements.count }

    mutating func decodeNil() throws -> Bool {
        guard !isAtEnd, elements[currentIndex].isNull else { return false }
        currentIndex += 1
        return true
    }

    mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decoder.recovering(type, try next())
    }

    mutating func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type
    ) throws -> KeyedDecodingContainer<Nested> {
        try decoder.adopted(try next()).container(keyedBy: type)
    }

    mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
        try next().unkeyedContainer()
    }

    mutating func superDecoder() throws -> any Decoder { decoder.adopted(try next()) }

    private mutating func next() throws -> NodeDecoder {
        guard !isAtEnd else {
            throw YAMLErrors(
                decoder.node.place.error(
                    "the list is too short", hint: "it has \(elements.count) elements"))
        }
        defer { currentIndex += 1 }
        return decoder.child(elements[currentIndex], YAMLPathElement(intValue: currentIndex))
    }
}

struct SingleNode: SingleValueDecodingContainer {
    let decoder: NodeDecoder

    var codingPath: [any CodingKey] { decoder.codingPath }

    func decodeNil() -> Bool { decoder.node.isNull }

    func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try decoder.alone(type)
    }
}
