/// Where a coder stands. The array that `Codable` wants is made only when an error asks for it.
struct CodingPath {
    private let parent: [any CodingKey]
    private let key: (any CodingKey)?

    init() {
        parent = []
        key = nil
    }

    private init(parent: [any CodingKey], key: any CodingKey) {
        self.parent = parent
        self.key = key
    }

    var keys: [any CodingKey] { key.map { parent + [$0] } ?? parent }

    func adding(_ key: any CodingKey) -> CodingPath { CodingPath(parent: keys, key: key) }
}

/// The place of an element in an array.
struct IndexKey: CodingKey {
    let intValue: Int?
    let stringValue: String

    init(intValue: Int) {
        self.intValue = intValue
        stringValue = "[\(intValue)]"
    }

    init?(stringValue: String) { nil }
}
