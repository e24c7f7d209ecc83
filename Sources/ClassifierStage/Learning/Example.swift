import Foundation
import Model

/// A labelled message: one line of `config/triage/examples/*.jsonl`.
public struct Example: Codable, Hashable, Sendable {
    public var id: String
    public var text: String
    /// `LanguageVariety`.
    public var lang: String
    /// A trade's id, `unknown` or `not-a-request`.
    public var trade: String
    /// Other trades that would be right too.
    public var also: [String]?
    /// The next best one, or that of a second job.
    public var secondTrade: String?
    public var urgency: String
    public var quartier: String?
    public var tags: [String]?
    /// Where it comes from, if no author wrote it: the command of an operator's correction.
    public var provenance: String?

    public init(
        id: String, text: String, lang: String, trade: String, urgency: String,
        quartier: String? = nil, tags: [String]? = nil, provenance: String? = nil
    ) {
        self.id = id
        self.text = text
        self.lang = lang
        self.trade = trade
        self.urgency = urgency
        self.quartier = quartier
        self.tags = tags
        self.provenance = provenance
    }

    enum CodingKeys: String, CodingKey {
        case id, text, lang, trade, also, urgency, quartier, tags, provenance
        case secondTrade = "second_trade"
    }

    static let unknown = "unknown"
    static let noRequest = "not-a-request"

    /// True for a trade that may be answered.
    public func accepts(_ trade: String) -> Bool {
        trade == self.trade || also?.contains(trade) == true
    }

    /// What a message says that asks for no work, by its tags; `nil` where they do not tell.
    var intent: Intent? {
        guard trade == Self.noRequest else { return nil }
        return tags?.lazy.compactMap { Self.intents[$0] ?? Intent(rawValue: $0) }.first
    }

    private static let intents: [String: Intent] = [
        "training": .jobSeeker, "card-info": .information, "info": .information,
        "price-material": .information, "press": .information, "cancel": .cancellation,
        "sale": .spam, "rent": .spam, "insult": .complaint, "wrong-service": .other,
        "chat": .greeting,
    ]
}

/// Reading files of examples.
public enum ExampleFiles {
    /// Every example of the `.jsonl` files of a folder, in the order of their names.
    /// - Throws: `ModelFileError`
    public static func load(directory: String) throws -> [Example] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return try names.filter { $0.hasSuffix(".jsonl") }.sorted()
            .flatMap { try load(path: directory + "/" + $0) }
    }

    /// - Throws: `ModelFileError` with the line that is wrong
    public static func load(path: String) throws -> [Example] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ModelFileError(path: path, reason: "it cannot be read")
        }
        let decoder = JSONDecoder()
        return try data.split(separator: UInt8(ascii: "\n")).enumerated().map { number, line in
            do {
                return try decoder.decode(Example.self, from: Data(line))
            } catch {
                throw ModelFileError(
                    path: path, line: number + 1, reason: "this is no example: \(error)")
            }
        }
    }
}
