import Foundation

/// A YAML file of one document, read whole.
public struct YAMLDocument: Hashable, Sendable {
    /// As given; places name it so.
    public let file: String
    /// An empty file holds null.
    public let root: YAMLNode

    /// Reads a file.
    /// - Throws: what libyaml refuses, and what this reader does: text that is not UTF-8, repeated
    ///   keys, several documents, alias cycles and whatever exceeds the limits
    public static func load(
        path: String, limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLErrors) -> YAMLDocument {
        let top = Place(file: path, line: 1, column: 1)
        let data: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            data = try handle.read(upToCount: limits.bytes + 1) ?? Data()
        } catch {
            let reason = (error as NSError).localizedDescription
            throw YAMLErrors(
                top.error("cannot be read: \(reason)", hint: "check that it is there and readable"))
        }
        return try parse(bytes: [UInt8](data), file: path, limits: limits)
    }

    /// Reads a text. - Parameter file: the name that places bear
    public static func parse(
        text: String, file: String, limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLErrors) -> YAMLDocument {
        try parse(bytes: Array(text.utf8), file: file, limits: limits)
    }

    /// Reads the bytes of a file. - Parameter file: the name that places bear
    public static func parse(
        bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()
    ) throws(YAMLErrors) -> YAMLDocument {
        let top = Place(file: file, line: 1, column: 1)
        guard bytes.count <= limits.bytes else {
            throw YAMLErrors(
                top.error("larger than \(limits.bytes) bytes", hint: "split the file"))
        }
        if let offset = firstInvalidByte(bytes) {
            throw YAMLErrors(
                Place(file: file, offset: offset, in: bytes)
                    .error("not UTF-8", hint: "save the file as UTF-8"))
        }
        var builder = TreeBuilder(reader: EventReader(bytes: bytes, file: file), limits: limits)
        let nothing = YAMLNode(
            content: .scalar(YAMLScalar(text: "", isPlain: true)), place: top)
        return YAMLDocument(file: file, root: try builder.document() ?? nothing)
    }

    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }

    /// The place of a value, or of the deepest value on the way to it that exists. Elements of the
    /// path are keys and indices.
    public func place(of path: [any CodingKey]) -> Place { root.place(of: path) }

    /// The place of a value: `place(of: "trades", 3, "id")`.
    public func place(of path: YAMLPathElement...) -> Place {
        root.place(of: path.map { $0 as any CodingKey })
    }
}

extension YAMLNode {
    func place(of path: some Sequence<any CodingKey>) -> Place {
        var node = self
        for key in path {
            guard let next = key.intValue.flatMap({ node[$0] }) ?? node[key.stringValue] else {
                break
            }
            node = next
        }
        return node.place
    }
}

/// A key or an index on the way to a value.
public struct YAMLPathElement: CodingKey, Hashable, Sendable, ExpressibleByStringLiteral,
    ExpressibleByIntegerLiteral
{
    public let stringValue: String
    public let intValue: Int?

    public init(stringValue: String) {
        self.stringValue = stringValue
        intValue = nil
    }

    public init(intValue: Int) {
        stringValue = String(intValue)
        self.intValue = intValue
    }

    public init(stringLiteral: String) { self.init(stringValue: stringLiteral) }
    public init(integerLiteral: Int) { self.init(intValue: integerLiteral) }
}
