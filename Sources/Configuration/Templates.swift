import Model

/// The words of every notification (`config/templates/<language>/<purpose>.txt`). A template is
/// text with `{name}` placeholders.
public struct Templates: Hashable, Sendable {
    public var texts: [Language: [NotificationPurpose: String]]

    public init(texts: [Language: [NotificationPurpose: String]]) {
        self.texts = texts
    }
}
