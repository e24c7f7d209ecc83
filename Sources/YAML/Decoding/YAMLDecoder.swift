/// Decodes `Decodable` values from a document and reports everything it can in one go.
///
/// Keys that the type never asks for are errors. After an error the decoder goes on with a stand-in
/// (an empty text, zero, an empty list) where it can, to find more; the value is then thrown away.
/// So an `init(from:)` may see stand-ins: it throws on what it cannot use and never traps. What it
/// throws (`YAMLErrors`, `DecodingError` or its own error) is reported at the value's place.
public struct YAMLDecoder {
    public var userInfo: [CodingUserInfoKey: Any] = [:]

    public init() {}

    /// - Throws: every error found, in the order of the file
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from document: YAMLDocument
    ) throws(YAMLErrors) -> Value {
        try decode(type, from: document.root)
    }

    /// Decodes a part of a document.
    public func decode<Value: Decodable>(
        _ type: Value.Type = Value.self, from node: YAMLNode
    ) throws(YAMLErrors) -> Value {
        let decoder = NodeDecoder(
            node: node, codingPath: [], userInfo: userInfo, log: DecodingLog())
        return try decoder.alone(type)
    }
}

/// What was found so far.
final class DecodingLog {
    var diagnostics: [Diagnostic] = []

    /// Takes the diagnostics of an error; `Recorded` bears none, they are here already.
    func record(_ error: any Error) {
        if let errors = error as? YAMLErrors { diagnostics += errors.diagnostics }
    }
}

/// Thrown where decoding cannot go on and the log says why.
struct Recorded: Error {}
