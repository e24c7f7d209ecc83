/// Builds the tree of one document from libyaml's events and refuses what configuration needs not:
/// repeated keys, several documents, cycles, alias bombs, tags of other schemas.
struct TreeBuilder {
    private let reader: EventReader
    private let limits: YAMLLimits
    private var anchors: [String: Anchored] = [:]
    private var open: Set<String> = []
    private var nodes = 0
    private var errors: [Diagnostic] = []

    /// A finished value that aliases may stand for.
    private struct Anchored {
        let node: YAMLNode
        let nodes: Int
        let depth: Int
    }

    init(reader: EventReader, limits: YAMLLimits) {
        self.reader = reader
        self.limits = limits
    }

    /// - Returns: `nil` where the file holds no value
    mutating func document() throws(YAMLErrors) -> YAMLNode? {
        var root: YAMLNode?
        var documents = 0
        while true {
            let (event, place) = try step()
            switch event {
            case .streamStart, .documentEnd: continue
            case .documentStart:
                documents += 1
                guard documents == 1 else {
                    throw fatal(place, "a second document begins here", "one document a file")
                }
                let (first, start) = try step()
                root = try node(first, start, depth: 1).node
            default:
                guard errors.isEmpty else { throw YAMLErrors(errors) }
                return root
            }
        }
    }

    private mutating func step() throws(YAMLErrors) -> (event: ParserEvent, place: Place) {
        do {
            return try reader.next()
        } catch {
            throw YAMLErrors(errors + error.diagnostics)
        }
    }

    private func fatal(_ place: Place, _ message: String, _ hint: String) -> YAMLErrors {
        YAMLErrors(errors + [place.error(message, hint: hint)])
    }

    private mutating func node(
        _ event: ParserEvent, _ place: Place, depth: Int
    ) throws(YAMLErrors) -> Anchored {
        try count(1, at: place)
        switch event {
        case .scalar(let scalar, let anchor, let tag):
            let text = try tagged(scalar, tag, place)
            return keep(anchor, YAMLNode(content: .scalar(text), place: place), nodes: 1, depth: 1)
        case .sequenceStart(let anchor, let tag):
            try begin(anchor, tag, "tag:yaml.org,2002:seq", place, depth)
            return try sequence(anchor, place, depth)
        case .mappingStart(let anchor, let tag):
            try begin(anchor, tag, "tag:yaml.org,2002:map", place, depth)
            return try mapping(anchor, place, depth)
        case .alias(let name):
            return try alias(name, place, depth)
        default:
            throw fatal(place, "a value expected", "check the line above")
        }
    }

    private mutating func sequence(
        _ anchor: String?, _ place: Place, _ depth: Int
    ) throws(YAMLErrors) -> Anchored {
        var elements: [YAMLNode] = []
        var size = 1
        var height = 0
        while true {
            let (event, start) = try step()
            if case .sequenceEnd = event { break }
            let element = try node(event, start, depth: depth + 1)
            elements.append(element.node)
            size += element.nodes
            height = max(height, element.depth)
        }
        let node = YAMLNode(content: .sequence(elements), place: place)
        return keep(anchor, node, nodes: size, depth: height + 1)
    }

    private mutating func mapping(
        _ anchor: String?, _ place: Place, _ depth: Int
    ) throws(YAMLErrors) -> Anchored {
        var entries: [YAMLEntry] = []
        var seen: [String: Place] = [:]
        var size = 1
        var height = 0
        while true {
            let (event, keyPlace) = try step()
            if case .mappingEnd = event { break }
            let key = try key(event, keyPlace)
            let (first, start) = try step()
            let value = try node(first, start, depth: depth + 1)
            size += value.nodes + 1
            height = max(height, value.depth)
            if let earlier = seen.updateValue(keyPlace, forKey: key) {
                errors.append(
                    keyPlace.error(
                        "the key '\(key)' stands twice in this mapping",
                        hint: "the first is on line \(earlier.line)"))
            } else {
                entries.append(YAMLEntry(key: key, keyPlace: keyPlace, value: value.node))
            }
        }
        let node = YAMLNode(content: .mapping(entries), place: place)
        return keep(anchor, node, nodes: size, depth: height + 1)
    }

    private mutating func key(
        _ event: ParserEvent, _ place: Place
    ) throws(YAMLErrors) -> String {
        try count(1, at: place)
        guard case .scalar(let scalar, let anchor, let tag) = event else {
            throw fatal(place, "a key is a word", "no list, mapping or alias can be a key")
        }
        guard anchor == nil, tag == nil else {
            throw fatal(place, "a key bears no anchor and no tag", "take it away")
        }
        return scalar.text
    }

    private mutating func alias(
        _ name: String, _ place: Place, _ depth: Int
    ) throws(YAMLErrors) -> Anchored {
        guard !open.contains(name) else {
            throw fatal(place, "the alias '*\(name)' stands inside what it names", "write it out")
        }
        guard let target = anchors[name] else {
            let hint = Nearest.hint(for: name, among: anchors.keys)
            throw fatal(place, "no anchor '&\(name)' stands before this alias", hint)
        }
        try count(target.nodes, at: place)
        guard depth + target.depth - 1 <= limits.depth + 1 else { throw tooDeep(place) }
        return target
    }

    private mutating func begin(
        _ anchor: String?, _ tag: String?, _ own: String, _ place: Place, _ depth: Int
    ) throws(YAMLErrors) {
        guard depth <= limits.depth else { throw tooDeep(place) }
        guard tag == nil || tag == own else { throw fatalTag(tag, place) }
        if let anchor { open.insert(anchor) }
    }

    private mutating func keep(
        _ anchor: String?, _ node: YAMLNode, nodes: Int, depth: Int
    ) -> Anchored {
        let kept = Anchored(node: node, nodes: nodes, depth: depth)
        if let anchor {
            open.remove(anchor)
            anchors[anchor] = kept
        }
        return kept
    }

    private func tagged(
        _ scalar: YAMLScalar, _ tag: String?, _ place: Place
    ) throws(YAMLErrors) -> YAMLScalar {
        switch tag {
        case nil: return scalar
        case "!", "tag:yaml.org,2002:str": return YAMLScalar(text: scalar.text, isPlain: false)
        default: throw fatalTag(tag, place)
        }
    }

    private func fatalTag(_ tag: String?, _ place: Place) -> YAMLErrors {
        fatal(place, "the tag '\(tag ?? "")' is not known", "take it away; quotes make text")
    }

    private func tooDeep(_ place: Place) -> YAMLErrors {
        fatal(place, "nested deeper than \(limits.depth)", "lists and mappings in each other")
    }

    private mutating func count(_ more: Int, at place: Place) throws(YAMLErrors) {
        nodes += more
        guard nodes <= limits.nodes else {
            throw fatal(
                place, "more than \(limits.nodes) values, aliases followed", "split the file")
        }
    }
}
