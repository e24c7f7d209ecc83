import Foundation
import Model

/// A message as the outbox channel writes it: one file, whole.
package struct OutboxMessage: Decodable, Hashable, Sendable {
    package let notificationId: String
    /// E.164.
    package let to: String
    package let purpose: NotificationPurpose
    package let text: String
    package let requestId: String?
    package let offerId: String?
}

/// Reads the messages of an outbox folder as they appear, each once.
package struct OutboxReader {
    private let folder: URL
    private var seen: Set<String>

    /// Starts after the messages that are there already.
    package init(folder: URL) {
        self.folder = folder
        seen = Set(Self.names(in: folder))
    }

    /// The messages that appeared since the last call, in no order.
    /// - Throws: where a message is not readable or not what the outbox writes
    package mutating func fresh() throws -> [OutboxMessage] {
        var messages: [OutboxMessage] = []
        for name in Self.names(in: folder) where seen.insert(name).inserted {
            let bytes = try Data(contentsOf: folder.appending(path: name))
            messages.append(try JSONReader.read(Array(bytes)).decode(OutboxMessage.self))
        }
        return messages
    }

    private static func names(in folder: URL) -> [String] {
        // No folder yet: no message yet. Names with a leading dot are not whole.
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
            .filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
    }
}
