// Lists and mappings go on after a bad element, to tell of all of them.

extension Array: NodeReadable where Element: Decodable {
    static func read(_ decoder: NodeDecoder) throws -> [Element] {
        try decoder.elements().enumerated().compactMap { index, node in
            let child = decoder.child(node, YAMLPathElement(intValue: index))
            do {
                return try child.value(Element.self)
            } catch {
                decoder.log.record(error)
                return nil
            }
        }
    }
}

extension Set: NodeReadable where Element: Decodable {
    static func read(_ decoder: NodeDecoder) throws -> Set<Element> {
        var set: Set<Element> = []
        for (index, node) in try decoder.elements().enumerated() {
            let child = decoder.child(node, YAMLPathElement(intValue: index))
            do {
                guard !set.insert(try child.value(Element.self)).inserted else { continue }
                throw YAMLErrors(
                    node.place.error("\(node.whatItIs) stands twice", hint: "name it once"))
            } catch {
                decoder.log.record(error)
            }
        }
        return set
    }
}

extension Dictionary: NodeReadable where Key: Decodable, Value: Decodable {
    static func read(_ decoder: NodeDecoder) throws -> [Key: Value] {
        let entries = try YAMLMap<Key, Value>.read(decoder).entries
        return Dictionary(entries.map { ($0.key.value, $0.value) }, uniquingKeysWith: { $1 })
    }
}

extension Optional: NodeReadable where Wrapped: Decodable {
    static func read(_ decoder: NodeDecoder) throws -> Wrapped? {
        decoder.node.isNull ? nil : try decoder.value(Wrapped.self)
    }
}

extension YAMLMap: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> YAMLMap {
        guard case .mapping(let mapping) = decoder.node.content else {
            throw decoder.mismatch("a mapping expected")
        }
        var entries: [Entry] = []
        for entry in mapping {
            let path = YAMLPathElement(stringValue: entry.key)
            // A key is a word, whatever it looks like: 31 is the code of a chamber.
            let word = YAMLScalar(text: entry.key, isPlain: Key.self is any WholeNumber.Type)
            let keyNode = YAMLNode(content: .scalar(word), place: entry.keyPlace)
            do {
                let key = try decoder.child(keyNode, path).value(Key.self)
                let value = try decoder.child(entry.value, path).value(Value.self)
                entries.append(Entry(key: Located(key, at: entry.keyPlace), value: value))
            } catch {
                decoder.log.record(error)
            }
        }
        return YAMLMap(entries: entries)
    }
}

extension Located: NodeReadable {
    static func read(_ decoder: NodeDecoder) throws -> Located<Value> {
        Located(try decoder.value(Value.self), at: decoder.node.place)
    }
}
