import Foundation
import Model
import Operator

/// Every message in an outbox folder.
struct Letterbox {
    let ids: Set<String>
    /// People who were written to twice for one thing.
    let repetitions: [String]

    init(folder: String) throws {
        var ids: Set<String> = []
        var told: [String: Int] = [:]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for name in names where name.hasSuffix(".json") && !name.hasPrefix(".") {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))
            let message = try JSONReader.read(Array(bytes)).decode(OutboxMessage.self)
            ids.insert(message.notificationId)
            guard [.offer, .question, .assignedArtisan, .assignedFamily].contains(message.purpose)
            else { continue }
            let about = message.offerId ?? message.requestId ?? message.notificationId
            told["\(message.purpose.rawValue) \(about) \(message.to)", default: 0] += 1
        }
        self.ids = ids
        repetitions = told.filter { $0.value > 1 }.keys.sorted().prefix(3)
            .map { "texted twice: \($0.split(separator: " ").prefix(2).joined(separator: " "))" }
    }
}
