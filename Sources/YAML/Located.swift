/// A value that remembers where it stands, so that later checks can point at it.
public struct Located<Value: Decodable>: Decodable {
    public let value: Value
    public let place: Place

    public init(_ value: Value, at place: Place) {
        self.value = value
        self.place = place
    }

    /// - Throws: `DecodingError` with any decoder but `YAMLDecoder`
    public init(from decoder: any Decoder) throws {
        guard let decoder = decoder as? NodeDecoder else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "places need YAMLDecoder"))
        }
        self.init(try decoder.alone(Value.self), at: decoder.node.place)
    }

    /// What is wrong with the value.
    public func error(_ message: String, hint: String) -> Diagnostic {
        place.error(message, hint: hint)
    }

    /// The same place with another value.
    public func map<Other: Decodable, Failure: Error>(
        _ transform: (Value) throws(Failure) -> Other
    ) throws(Failure) -> Located<Other> {
        Located<Other>(try transform(value), at: place)
    }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}

/// A mapping in the order of the file, with the places of its keys.
public struct YAMLMap<Key: Decodable, Value: Decodable>: Decodable {
    /// A key with its place, and its value.
    public struct Entry {
        public let key: Located<Key>
        public let value: Value

        public init(key: Located<Key>, value: Value) {
            self.key = key
            self.value = value
        }
    }

    public let entries: [Entry]

    public init(entries: [Entry]) { self.entries = entries }

    /// - Throws: `DecodingError` with any decoder but `YAMLDecoder`
    public init(from decoder: any Decoder) throws {
        self = try Located<YAMLMap>(from: decoder).value
    }
}

extension YAMLMap.Entry: Sendable where Key: Sendable, Value: Sendable {}
extension YAMLMap: Sendable where Key: Sendable, Value: Sendable {}

extension Decoder {
    /// The node in hand where `YAMLDecoder` decodes, for a type that reads itself.
    public var yamlNode: YAMLNode? { (self as? NodeDecoder)?.node }
}
