/// The decoder of one node. Remembers which keys were asked for.
final class NodeDecoder: Decoder {
    let node: YAMLNode
    let codingPath: [any CodingKey]
    let userInfo: [CodingUserInfoKey: Any]
    let log: DecodingLog
    private(set) var keys: AskedKeys?
    private var children: [NodeDecoder] = []
    /// A stand-in was given out: what the type says of its values may be about that.
    private var stoodIn = false

    init(
        node: YAMLNode, codingPath: [any CodingKey], userInfo: [CodingUserInfoKey: Any],
        log: DecodingLog
    ) {
        self.node = node
        self.codingPath = codingPath
        self.userInfo = userInfo
        self.log = log
    }

    func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        guard case .mapping(let entries) = node.content else {
            throw mismatch("a mapping expected")
        }
        var asked = keys ?? AskedKeys(entries: entries)
        asked.accept { Key(stringValue: $0) != nil }
        keys = asked
        return KeyedDecodingContainer(KeyedNodes(decoder: self))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
        SequenceNodes(decoder: self, elements: try elements())
    }

    func singleValueContainer() throws -> any SingleValueDecodingContainer {
        SingleNode(decoder: self)
    }

    func elements() throws -> [YAMLNode] {
        guard case .sequence(let elements) = node.content else {
            throw mismatch("a list expected", hint: "write [ ] around it, or - before each line")
        }
        return elements
    }

    func mismatch(_ wanted: String, hint: String = "") -> YAMLErrors {
        YAMLErrors(node.place.error("\(wanted), not \(node.whatItIs)", hint: hint))
    }

    func child(_ node: YAMLNode, _ key: some CodingKey) -> NodeDecoder {
        NodeDecoder(node: node, codingPath: codingPath + [key], userInfo: userInfo, log: log)
    }

    /// A child that decodes outside `value`, whose keys are looked at with this decoder's.
    func adopted(_ child: NodeDecoder) -> NodeDecoder {
        children.append(child)
        return child
    }

    // MARK: Values

    /// Decodes this node; errors that could be passed over are in the log.
    func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
        if let kind = type as? any NodeReadable.Type, let value = try kind.read(self) as? Value {
            return value
        }
        do {
            let value = try Value(from: self)
            reportKeys(complete: true)
            return value
        } catch {
            reportKeys(complete: false)
            throw failure(error, of: type)
        }
    }

    /// Decodes this node or throws all that is wrong with it, so that the caller may try another
    /// type.
    func alone<Value: Decodable>(_ type: Value.Type) throws(YAMLErrors) -> Value {
        let inner = DecodingLog()
        let decoder = NodeDecoder(
            node: node, codingPath: codingPath, userInfo: userInfo, log: inner)
        do {
            let value = try decoder.value(type)
            if inner.diagnostics.isEmpty { return value }
        } catch {
            inner.record(error)
        }
        throw YAMLErrors(inner.diagnostics)
    }

    /// Decodes a child; on an error records it and goes on with a stand-in, if the type has one.
    func recovering<Value: Decodable>(_ type: Value.Type, _ child: NodeDecoder) throws -> Value {
        do {
            return try child.value(type)
        } catch {
            log.record(error)
            return try standIn(type)
        }
    }

    func missing<Value: Decodable>(_ key: String, _ type: Value.Type) throws -> Value {
        keys?.miss(key)
        return try standIn(type)
    }

    private func standIn<Value: Decodable>(_ type: Value.Type) throws -> Value {
        stoodIn = true
        guard let value = StandIn.of(type) else { throw Recorded() }
        return value
    }

    // MARK: Errors

    func ask(_ key: String) { keys?.ask(key) }

    private func reportKeys(complete: Bool) {
        log.diagnostics += keys?.diagnostics(at: node.place, complete: complete) ?? []
        for child in children { child.reportKeys(complete: complete) }
        children = []
    }

    private func failure<Value: Decodable>(
        _ error: any Error, of type: Value.Type
    ) -> any Error {
        // A complaint about a stand-in is not about the file.
        if error is Recorded || stoodIn { return Recorded() }
        if let errors = error as? YAMLErrors { return errors }
        if let words = StandIn.words(of: type), case .scalar(let scalar) = node.content {
            return YAMLErrors(
                node.place.error(
                    "'\(scalar.shown)' is not one of the words allowed here",
                    hint: Nearest.hint(for: scalar.text, among: words)))
        }
        guard let error = error as? DecodingError else {
            return YAMLErrors(node.place.error(String(describing: error), hint: ""))
        }
        let context: DecodingError.Context
        switch error {
        case .dataCorrupted(let found), .keyNotFound(_, let found), .typeMismatch(_, let found),
            .valueNotFound(_, let found):
            context = found
        @unknown default:
            return YAMLErrors(node.place.error(String(describing: error), hint: ""))
        }
        let path = context.codingPath.dropFirst(codingPath.count)
        return YAMLErrors(node.place(of: path).error(context.debugDescription, hint: ""))
    }
}
