import YAML

/// What was found wrong so far: everything is told in one go.
struct Findings {
    private(set) var diagnostics: [Diagnostic] = []

    mutating func add(_ diagnostic: Diagnostic) { diagnostics.append(diagnostic) }

    mutating func read<Value: Decodable>(_ type: Value.Type, path: String) -> Value? {
        do {
            return try YAMLDecoder().decode(type, from: try YAMLDocument.load(path: path))
        } catch {
            diagnostics += error.diagnostics
            return nil
        }
    }

    /// The value, if nothing was wrong on the way to it.
    /// - Throws: `YAMLErrors`
    func result<Value>(_ value: Value?) throws -> Value {
        guard diagnostics.isEmpty, let value else { throw YAMLErrors(diagnostics) }
        return value
    }

    // MARK: What many files need

    /// The version of a file's form; there is one so far.
    mutating func version(_ version: Located<Int>) {
        guard version.value != 1 else { return }
        add(version.error("version \(version.value) of this file is not known", hint: "version: 1"))
    }

    mutating func word(_ word: Located<String>, among known: [String]) {
        guard !known.contains(word.value) else { return }
        add(
            word.error(
                "'\(word.value)' is not known here",
                hint: Nearest.hint(for: word.value, among: known)))
    }

    /// - Parameter unit: what is counted, for the message
    mutating func number(_ number: Located<Int>, in range: ClosedRange<Int>, _ unit: String) {
        guard !range.contains(number.value) else { return }
        add(
            number.error(
                "\(number.value) \(unit) is out of range",
                hint: "from \(range.lowerBound) to \(range.upperBound)"))
    }

    mutating func notEmpty(_ text: Located<String>, _ what: String) {
        guard text.value.allSatisfy(\.isWhitespace) else { return }
        add(text.error("\(what) is empty", hint: "write one"))
    }

    /// Tells of every id that stands a second time.
    mutating func unique<ID: Hashable & CustomStringConvertible>(
        _ ids: [Located<ID>], _ what: String
    ) {
        var first: [ID: Place] = [:]
        for id in ids {
            if let earlier = first[id.value] {
                add(
                    id.error(
                        "the \(what) '\(id.value)' stands twice", hint: "first at \(earlier)"))
            } else {
                first[id.value] = id.place
            }
        }
    }

    /// A member for every case of a word list.
    mutating func complete<Key: CaseIterable & Hashable & RawRepresentable<String>, Value>(
        _ map: Located<[Key: Value]>, _ what: String
    ) {
        for key in Key.allCases where map.value[key] == nil {
            let word = key.rawValue
            add(map.error("\(what) for '\(word)' is missing", hint: "add '\(word):'"))
        }
    }
}
