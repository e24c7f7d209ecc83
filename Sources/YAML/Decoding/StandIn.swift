/// A value with which decoding goes on after an error.
enum StandIn {
    static func of<Value>(_ type: Value.Type) -> Value? {
        if let kind = type as? any Empty.Type { return kind.empty as? Value }
        if let kind = type as? any CaseIterable.Type { return first(kind) as? Value }
        return nil
    }

    /// The words of an enumeration of texts; `nil` for any other type.
    static func words<Value>(of type: Value.Type) -> [String]? {
        guard let kind = type as? any CaseIterable.Type else { return nil }
        return words(kind)
    }

    private static func first<Cases: CaseIterable>(_ type: Cases.Type) -> Cases? {
        type.allCases.first
    }

    private static func words<Cases: CaseIterable>(_ type: Cases.Type) -> [String]? {
        let words = type.allCases.compactMap { ($0 as? any RawRepresentable)?.rawValue as? String }
        return words.count == type.allCases.count ? words : nil
    }
}

/// A type with an empty value.
protocol Empty {
    static var empty: Self? { get }
}

extension String: Empty { static var empty: String? { "" } }
extension Bool: Empty { static var empty: Bool? { false } }
extension Double: Empty { static var empty: Double? { 0 } }
extension Int: Empty { static var empty: Int? { 0 } }
extension Int64: Empty { static var empty: Int64? { 0 } }
extension Array: Empty { static var empty: [Element]? { [] } }
extension Set: Empty { static var empty: Set<Element>? { [] } }
extension Dictionary: Empty { static var empty: [Key: Value]? { [:] } }
extension Optional: Empty { static var empty: Wrapped?? { .some(nil) } }
extension YAMLMap: Empty { static var empty: YAMLMap? { YAMLMap(entries: []) } }

extension Located: Empty {
    static var empty: Located<Value>? {
        let nowhere = Place(file: "", line: 1, column: 1)
        return StandIn.of(Value.self).map { Located($0, at: nowhere) }
    }
}
