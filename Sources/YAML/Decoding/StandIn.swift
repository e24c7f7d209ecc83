/// A value with which decoding goes on after an error.
enum StandIn {
    static func of<Value>(_ type: Value.Type) -> Value? {
        if let kind = type as? any YAMLStandIn.Type { return kind.standIn as? Value }
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

/// A type with a value to go on with after an error, so that one mistake does not hide the next.
/// The value never leaves `YAMLDecoder`.
public protocol YAMLStandIn {
    /// `nil`: there is none.
    static var standIn: Self? { get }
}

extension String: YAMLStandIn { public static var standIn: String? { "" } }
extension Bool: YAMLStandIn { public static var standIn: Bool? { false } }
extension Double: YAMLStandIn { public static var standIn: Double? { 0 } }
extension Int: YAMLStandIn { public static var standIn: Int? { 0 } }
extension Int64: YAMLStandIn { public static var standIn: Int64? { 0 } }
extension Array: YAMLStandIn { public static var standIn: [Element]? { [] } }
extension Set: YAMLStandIn { public static var standIn: Set<Element>? { [] } }
extension Dictionary: YAMLStandIn { public static var standIn: [Key: Value]? { [:] } }
extension Optional: YAMLStandIn { public static var standIn: Wrapped?? { .some(nil) } }
extension YAMLMap: YAMLStandIn { public static var standIn: YAMLMap? { YAMLMap(entries: []) } }

extension Located: YAMLStandIn {
    public static var standIn: Located<Value>? {
        let nowhere = Place(file: "", line: 1, column: 1)
        return StandIn.of(Value.self).map { Located($0, at: nowhere) }
    }
}
