/// What a file may ask of its reader at most.
public struct YAMLLimits: Hashable, Sendable {
    /// Size of a file.
    public var bytes: Int
    /// Lists and mappings inside each other.
    public var depth: Int
    /// Values once every alias is followed.
    public var nodes: Int

    public init(bytes: Int = 1 << 20, depth: Int = 32, nodes: Int = 200_000) {
        self.bytes = bytes
        self.depth = depth
        self.nodes = nodes
    }
}
