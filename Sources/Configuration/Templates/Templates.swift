import Model

/// The words of every notification (`config/templates/<language>/<purpose>.txt`). A template is
/// text with `{name}` placeholders; `question` and `safety` have variants
/// (`safety-gas.txt`, `question-quartier.txt`).
public struct Templates: Hashable, Sendable {
    public var texts: [Language: [NotificationPurpose: String]]
    /// Texts for one case of a purpose, by the name of the case: `gas`, `quartier`.
    public var variants: [Language: [NotificationPurpose: [String: String]]]
    /// What stands for `{urgency}`.
    public var urgencyWords: [Language: [Urgency: String]]

    public init(
        texts: [Language: [NotificationPurpose: String]],
        variants: [Language: [NotificationPurpose: [String: String]]] = [:],
        urgencyWords: [Language: [Urgency: String]] = [:]
    ) {
        self.texts = texts
        self.variants = variants
        self.urgencyWords = urgencyWords
    }

    /// The template of a purpose, or of its variant where there is one.
    public func text(
        _ purpose: NotificationPurpose, variant: String? = nil, language: Language
    ) -> String? {
        variant.flatMap { variants[language]?[purpose]?[$0] } ?? texts[language]?[purpose]
    }

    /// The words of a notification. A line with a placeholder that has no value, or an empty one,
    /// is left out: an address that nobody gave leaves no trace.
    /// - Returns: `nil` where there is no template
    public func render(
        _ purpose: NotificationPurpose, variant: String? = nil, language: Language,
        values: [String: String]
    ) -> String? {
        text(purpose, variant: variant, language: language).map { text in
            text.split(separator: "\n").compactMap { filled($0, values) }
                .joined(separator: "\n")
        }
    }

    private func filled(_ line: Substring, _ values: [String: String]) -> String? {
        var out = ""
        for part in TemplatePart.parts(of: line) {
            switch part {
            case .text(let text): out += text
            case .placeholder(let name):
                guard let value = values[name], !value.isEmpty else { return nil }
                out += value
            }
        }
        return out
    }
}

extension NotificationPurpose {
    /// What a template of this purpose may name in braces; whoever renders it gives all of these.
    public var placeholders: Set<String> {
        switch self {
        case .question: ["first", "second", "place"]
        case .cancelled, .nothingOpen, .affiliation: []
        case .safety: ["number"]
        case .offer: ["trade", "quartier", "urgency", "code", "minutes"]
        case .offerClosed, .unfilled: ["trade", "quartier"]
        case .assignedFamily: ["trade", "artisan", "phone"]
        case .assignedArtisan:
            ["trade", "quartier", "urgency", "family", "phone", "address", "text"]
        }
    }

    /// The variants that each language must have a template for.
    public var variants: [String] {
        switch self {
        case .question: MissingFact.allCases.map(\.rawValue) + ["both", "choice", "choice-both"]
        case .safety: DangerKind.allCases.map(\.rawValue)
        default: []
        }
    }
}

/// A piece of a template.
enum TemplatePart: Hashable {
    case text(String)
    case placeholder(String)

    static func parts(of template: some StringProtocol) -> [TemplatePart] {
        var parts: [TemplatePart] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"),
            let close = rest[open...].firstIndex(of: "}")
        {
            parts.append(.text(String(rest[..<open])))
            parts.append(.placeholder(String(rest[rest.index(after: open)..<close])))
            rest = rest[rest.index(after: close)...]
        }
        parts.append(.text(String(rest)))
        return parts
    }
}
