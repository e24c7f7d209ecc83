/// A value of a YAML file and where it stands. Aliases are already followed.
public struct YAMLNode: Hashable, Sendable {
    /// What a node can be.
    public enum Content: Hashable, Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    public let content: Content
    public let place: Place

    public init(content: Content, place: Place) {
        self.content = content
        self.place = place
    }

    /// The value of a key of a mapping.
    public subscript(key: String) -> YAMLNode? { entry(key)?.value }

    /// The key and value of a mapping.
    public func entry(_ key: String) -> YAMLEntry? {
        guard case .mapping(let entries) = content else { return nil }
        return entries.first { $0.key == key }
    }

    /// An element of a sequence.
    public subscript(index: Int) -> YAMLNode? {
        guard case .sequence(let nodes) = content, nodes.indices.contains(index) else { return nil }
        return nodes[index]
    }

    var isNull: Bool {
        if case .scalar(let scalar) = content { scalar.resolved == .null } else { false }
    }

    /// What it is, for a message: `a list`, `the text 'abc'`.
    var whatItIs: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar(let scalar): scalar.whatItIs
        }
    }
}

/// A key of a mapping with its value.
public struct YAMLEntry: Hashable, Sendable {
    public let key: String
    public let keyPlace: Place
    public let value: YAMLNode

    public init(key: String, keyPlace: Place, value: YAMLNode) {
        self.key = key
        self.keyPlace = keyPlace
        self.value = value
    }
}
